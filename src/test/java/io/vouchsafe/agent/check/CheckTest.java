package io.vouchsafe.agent.check;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CheckTest {
  private static final String AUDIENCE = "sts.amazonaws.com";
  private static final String OTHER = "https://other.example";
  private static final String SUBJECT = "deployment:shop/checkout/d-1";
  private static final String NEIGHBOUR = "deployment:shop/checkout/d-2";

  private final List<Jwt> shown = new ArrayList<>();
  private final List<String> waited = new ArrayList<>();
  private Instant now = SampleTokens.NOW;
  private boolean breaksWithoutSignature;

  /** A role that takes what passes these. */
  private Target role(List<Predicate<Jwt>> rules) {
    return new Target() {
      @Override
      public String audience() {
        return AUDIENCE;
      }

      @Override
      public String act() {
        return "assume this role";
      }

      @Override
      public Duration leeway() {
        return Duration.ofMinutes(5);
      }

      @Override
      public Answer show(Jwt token) throws Fault {
        shown.add(token);
        if (breaksWithoutSignature && !IS_SIGNED.test(token)) {
          throw Fault.unavailable("AWS answers 500");
        }
        return rules.stream().allMatch(rule -> rule.test(token))
            ? Answer.taken("")
            : Answer.refused("AWS says no");
      }
    };
  }

  private static final Predicate<Jwt> AUDIENCE_IS_OURS =
      token -> token.audiences().contains(AUDIENCE);
  private static final Predicate<Jwt> SUBJECT_IS_OURS =
      token -> token.claims().path("sub").asText().equals(SUBJECT);
  private static final Predicate<Jwt> IS_NOT_CHANGED =
      token -> !List.of("A", "j-A").contains(token.claims().path("jti").asText());
  private static final Predicate<Jwt> SIGNATURE_IS_GOOD =
      token ->
          token.compact().endsWith("." + SampleTokens.SIGNATURE)
              || token.header().path("alg").asText().equals("none");
  private static final Predicate<Jwt> IS_SIGNED =
      token -> !token.header().path("alg").asText().equals("none");

  private Predicate<Jwt> isInTime() {
    return token -> token.time("exp").orElseThrow().plusSeconds(300).isAfter(now);
  }

  private List<Predicate<Jwt>> allRules() {
    return List.of(
        AUDIENCE_IS_OURS,
        SUBJECT_IS_OURS,
        IS_NOT_CHANGED,
        SIGNATURE_IS_GOOD,
        IS_SIGNED,
        isInTime());
  }

  private List<Predicate<Jwt>> allBut(int left) {
    List<Predicate<Jwt>> rules = new ArrayList<>(allRules());
    rules.remove(left);
    return rules;
  }

  private Check.Question all() throws Fault {
    return new Check.Question(
        OTHER,
        Optional.of(Neighbour.of(access(), Map.of("deployment", "d-2"))),
        Optional.of(new SampleTokens(NEIGHBOUR, AUDIENCE)),
        Optional.of(
            (end, why) -> {
              waited.add(why);
              now = end;
            }),
        Optional.empty());
  }

  private static Access.ByProof access() {
    ObjectNode workload = JsonNodeFactory.instance.objectNode();
    workload.put("org", "shop").put("app", "checkout").put("deployment", "d-1");
    return new Access.ByProof(
        URI.create("https://id.example.com"), new Secret.InVariable("PROOF", "x"), workload);
  }

  private CheckReport report(List<Predicate<Jwt>> rules) throws Fault {
    return new Check(role(rules), new SampleTokens(SUBJECT, AUDIENCE, OTHER), all()).run();
  }

  @Test
  void whoeverTakesTheTokenAndNothingElseIsRight() throws Fault {
    CheckReport report = report(allRules());

    assertEquals(ExitCode.DONE, report.code(), report::asTable);
    assertEquals(7, report.rows().size());
    assertEquals(7, shown.size());
    assertEquals(
        List.of(
            "a token of 1 min 0 s, and 5 min 0 s for which the relying party may take it after its end"),
        waited);
    assertTrue(report.asTable().contains(SUBJECT + " can assume this role"), report::asTable);
  }

  @Test
  void whatShouldNotHaveSucceededIsSaidInWordsOfRisk() throws Fault {
    List<String> risks =
        List.of(
            "any other relying party of deployment:shop/checkout/d-1 can assume this role",
            "any deployment of shop/checkout can assume this role",
            "anybody can assume this role by claiming to be anybody",
            "anybody can assume this role, without a key of the issuer",
            "anybody can assume this role, without any signature",
            "whoever finds an old token can assume this role, later than 5 min 0 s after its end");
    for (int rule = 0; rule < risks.size(); rule++) {
      now = SampleTokens.NOW;
      CheckReport report = report(allBut(rule));

      assertEquals(ExitCode.REFUSED, report.code(), report::asTable);
      List<Row> wrong = report.rows().stream().filter(Row::isWrong).toList();
      assertEquals(1, wrong.size(), report::asTable);
      assertTrue(wrong.getFirst().meaning().startsWith(risks.get(rule)), report::asTable);
    }
  }

  @Test
  void whoeverRefusesTheOwnTokenIsToldSoAndNothingElseIsTried() throws Fault {
    CheckReport report = report(List.of(token -> false));

    assertEquals(ExitCode.REFUSED, report.code());
    assertEquals(1, shown.size());
    assertTrue(report.asTable().contains("REFUSED"), report::asTable);
    assertTrue(report.asTable().contains("AWS says no"), report::asTable);
  }

  @Test
  void whatDoesNotAnswerIsTriedAgainLater() throws Fault {
    breaksWithoutSignature = true;
    CheckReport report = report(allRules());

    assertEquals(ExitCode.UNAVAILABLE, report.code(), report::asTable);
    assertTrue(report.asTable().contains("no answer"), report::asTable);
  }

  @Test
  void aForgeryDiffersByOneCharacterOrHasNoSignature() throws Fault {
    report(allRules());

    Jwt good = shown.getFirst();
    Jwt claims = shown.get(3);
    Jwt signature = shown.get(4);
    Jwt unsigned = shown.get(5);
    assertEquals(1, differences(json(good), json(claims)));
    assertEquals(segment(good, 0), segment(claims, 0));
    assertEquals(segment(good, 2), segment(claims, 2));
    assertEquals(1, differences(good.compact(), signature.compact()));
    assertEquals(good.compact().lastIndexOf('.'), signature.compact().lastIndexOf('.'));
    assertTrue(differences(segment(good, 2), segment(signature, 2)) == 1, "it is in the signature");
    assertEquals("none", unsigned.header().path("alg").asText());
    assertEquals("", segment(unsigned, 2));
    assertEquals(segment(good, 1), segment(unsigned, 1));
  }

  private static String segment(Jwt token, int number) {
    return token.compact().split("\\.", -1)[number];
  }

  private static String json(Jwt token) {
    return new String(Base64.getUrlDecoder().decode(segment(token, 1)));
  }

  private static int differences(String one, String other) {
    assertEquals(one.length(), other.length());
    int differences = 0;
    for (int at = 0; at < one.length(); at++) {
      differences += one.charAt(at) == other.charAt(at) ? 0 : 1;
    }
    return differences;
  }

  @Test
  void theTokenThatIsToEndIsAskedForOneMinute() throws Fault {
    SampleTokens own = new SampleTokens(SUBJECT, AUDIENCE, OTHER);
    new Check(role(allRules()), own, all()).run();

    assertEquals(List.of(Duration.ofMinutes(1)), own.asked);
  }

  @Test
  void theTableIsThatOfTheDocs() throws Fault, IOException {
    Check.Question question =
        new Check.Question(
            "https://vouchsafe-check.invalid",
            all().neighbour(),
            all().ofNeighbour(),
            Optional.empty(),
            Optional.empty());
    CheckReport report =
        new Check(role(allBut(1)), new SampleTokens(SUBJECT, AUDIENCE), question).run();

    String table = report.asTable().lines().map(line -> "    " + line).collect(joining("\n"));
    String docs = Files.readString(Repository.ROOT.resolve("docs/vouchsafe.md"));
    assertTrue(docs.contains("\n\n" + table + "\n\n"), report::asTable);
    assertFalse(report.asTable().contains("eyJ"), "no token is shown");
  }

  @Test
  void aNeighbourDiffers() throws Fault {
    assertEquals(
        "any app or deployment of shop",
        Neighbour.of(access(), Map.of("app", "cart", "deployment", "d-9")).whose());
    assertEquals(
        "any workload of this issuer",
        Neighbour.of(access(), Map.of("org", "o", "app", "a", "deployment", "d")).whose());
    Fault fault =
        assertThrows(Fault.class, () -> Neighbour.of(access(), Map.of("deployment", "d-1")));
    assertEquals(ExitCode.MISUSED, fault.code());
  }
}
