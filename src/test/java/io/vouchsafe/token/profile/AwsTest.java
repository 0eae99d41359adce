package io.vouchsafe.token.profile;

import static io.vouchsafe.token.profile.Workloads.refusedFor;
import static io.vouchsafe.token.profile.Workloads.workload;
import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** IAM User Guide, id_session-tags; STS, API_Tag and API_AssumeRoleWithWebIdentity. */
class AwsTest {
  private static final String TAGS = "https://aws.amazon.com/tags";
  private static final String ROLES = "https://aws.amazon.com/roles";

  private static Aws tags(Map<String, String> tags, String... transitive) {
    return new Aws(
        new SessionTags(new TreeMap<>(tags), new TreeSet<>(Set.of(transitive))), List.of());
  }

  private static Aws roles(String... templates) {
    return new Aws(SessionTags.NONE, Aws.roles(List.of(templates)));
  }

  private static Optional<Finding> broken(Aws aws, Workload workload) {
    return aws
        .judge(new Candidate("deployment:a", "sts.amazonaws.com", aws.claims(workload)))
        .stream()
        .filter(finding -> !finding.kept())
        .findFirst();
  }

  @Test
  void tagsAreArraysOfOneValue() {
    Workload workload =
        Workload.of(
            Map.of(
                "org", new AttributeValue.Text("shop"),
                "replicas", new AttributeValue.Whole(3),
                "prod", new AttributeValue.Flag(true)));
    Aws aws = tags(Map.of("Org", "org", "Replicas", "replicas", "Prod", "prod"), "Org", "Prod");

    assertEquals(
        Map.of(
            TAGS,
            Map.of(
                "principal_tags",
                Map.of("Org", List.of("shop"), "Replicas", List.of("3"), "Prod", List.of("true")),
                "transitive_tag_keys",
                List.of("Org", "Prod"))),
        aws.claims(workload));
    assertEquals(
        Map.of(TAGS, Map.of("principal_tags", Map.of("Org", List.of("shop")))),
        tags(Map.of("Org", "org")).claims(workload));
    assertEquals(Map.of(), new Aws().claims(workload));
  }

  /** Where a session lacks a tag, the role's own tag of that key would hold. */
  @Test
  void aTagIsNeverLeftOut() {
    refusedFor("workload.org", () -> tags(Map.of("Org", "org")).claims(workload("app", "a")));
    Workload listed = Workload.of(Map.of("org", new AttributeValue.Texts(List.of("a", "b"))));
    refusedFor("workload.org", () -> tags(Map.of("Org", "org")).claims(listed));
  }

  /** API_Tag: [\p{L}\p{Z}\p{N}_.:/=+\-@]*, at most 256. */
  @ParameterizedTest
  @ValueSource(strings = {"a*", "a,b", "{a}", "a\"b", "a&b", "a;b", "a(b)", "a\\b", "a#b", "a|b"})
  void aValueThatAwsDoesNotTakeIsRefused(String value) {
    Finding finding = broken(tags(Map.of("Org", "org")), workload("org", value)).orElseThrow();

    String detail = finding.problem("AWS").orElseThrow().getMessage();
    assertEquals("workload.org", finding.breach().orElseThrow().member());
    assertEquals(
        "workload.org cannot be the value of the session tag Org; AWS takes values of session tags of at most 256 letters, digits, spaces and _ . : / = + - @ (https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html)",
        detail);
  }

  @Test
  void aValueHasAtMost256Characters() {
    Aws aws = tags(Map.of("Org", "org"));
    assertEquals(Optional.empty(), broken(aws, workload("org", "é /=+-@:." + "x".repeat(247))));
    assertTrue(broken(aws, workload("org", "x".repeat(257))).isPresent());
  }

  private static String refused(Map<String, String> tags, String... transitive) {
    return assertThrows(IllegalArgumentException.class, () -> tags(tags, transitive)).getMessage();
  }

  @Test
  void keysThatAwsRefusesAreRefused() {
    for (String key : List.of("", "a*", "x".repeat(129))) {
      assertTrue(refused(Map.of(key, "org")).contains("AWS takes 1 to 128 letters"), key);
    }
    assertTrue(refused(Map.of("AWS:org", "org")).contains("prefix aws:"));
    assertTrue(refused(Map.of("Org", "org", "org", "app")).contains("in two cases"));
    assertTrue(refused(Map.of("Org", "sub")).contains("no attribute's name"));
    assertTrue(refused(Map.of("Org", "org"), "App").contains("none of the tags"));
    Map<String, String> many =
        IntStream.rangeClosed(1, 51)
            .mapToObj(Integer::toString)
            .collect(toMap(Function.identity(), number -> "org"));
    assertTrue(refused(many).contains("AWS takes at most 50"));
    many.remove("51");
    tags(many);
  }

  @Test
  void theRolesAreMadeOfAttributes() {
    Aws aws =
        roles(
            "arn:aws:iam::123456789012:role/{org}/{app}",
            "arn:aws:iam::{account}:role/deploy-{app}",
            "arn:aws-cn:iam::123456789012:role/all");

    assertEquals(
        Map.of(
            ROLES,
            List.of(
                "arn:aws:iam::123456789012:role/shop/checkout",
                "arn:aws:iam::210987654321:role/deploy-checkout",
                "arn:aws-cn:iam::123456789012:role/all")),
        aws.claims(workload("org", "shop", "app", "checkout", "account", "210987654321")));
    assertEquals(Set.of("account", "app", "org"), aws.attributes());
  }

  /** Without the claim AWS would allow every role whose trust policy does. */
  @Test
  void theClaimIsNeverLeftOut() {
    refusedFor(
        "workload.app",
        () -> roles("arn:aws:iam::123456789012:role/{app}").claims(workload("org", "shop")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "../admin", "a:b", "*", "a*", "?", "a b", "é", "a%2Fb", "a\\b"})
  void noValueReachesAnotherRole(String value) {
    String detail =
        refusedFor(
            "workload.app",
            () ->
                roles("arn:aws:iam::123456789012:role/{org}/{app}")
                    .claims(workload("org", "shop", "app", value)));
    assertTrue(detail.contains("AWS takes letters, digits"), detail);
  }

  @ParameterizedTest
  @CsvSource({"account, abc", "account, 12345678901", "account, 1234567890123"})
  void anAccountHas12Digits(String attribute, String value) {
    refusedFor(
        "workload." + attribute,
        () -> roles("arn:aws:iam::{account}:role/x").claims(workload(attribute, value)));
  }

  /** IAM quotas: a role's name has at most 64 characters. */
  @Test
  void aRoleNameHasAtMost64Characters() {
    Aws aws = roles("arn:aws:iam::123456789012:role/{app}");
    aws.claims(workload("app", "x".repeat(64)));
    refusedFor("workload.app", () -> aws.claims(workload("app", "x".repeat(65))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "role/{app}",
        "arn:aws:iam::123456789012:user/{app}",
        "arn:aws:iam::123456789012:role/*",
        "arn:aws:iam::*:role/{app}",
        "arn:aws:iam::12345678901:role/{app}",
        "arn:aws:iam::1{account}:role/{app}",
        "arn:aws:iam::123456789012:role/{org}-{app}",
        "arn:aws:iam::123456789012:role/{org}{app}",
        "arn:aws:iam::123456789012:role/{org}/",
        "arn:aws:sts::123456789012:role/{app}",
        "arn:{partition}:iam::123456789012:role/{app}x:y",
      })
  void aTemplateThatMakesNoRoleIsRefused(String template) {
    assertThrows(IllegalArgumentException.class, () -> roles(template));
  }

  /** API_AssumeRoleWithWebIdentity: WebIdentityToken has at most 20,000 characters. */
  @Test
  void aTokenHasAtMost20000Characters() {
    Map<String, String> tags =
        IntStream.rangeClosed(1, 49)
            .mapToObj(Integer::toString)
            .collect(toMap(Function.identity(), number -> "org"));
    assertEquals(Optional.empty(), broken(tags(tags), workload("org", "x".repeat(200))));

    Finding finding = broken(tags(tags), workload("org", "x/".repeat(128))).orElseThrow();
    assertEquals("aws-token", finding.rule().name());
  }
}
