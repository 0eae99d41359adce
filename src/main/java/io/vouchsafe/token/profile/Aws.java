package io.vouchsafe.token.profile;

import io.vouchsafe.token.AttributeTemplate;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * AssumeRoleWithWebIdentity of AWS STS.
 *
 * @param tags what the session tags are made of
 * @param roles the ARNs of the roles that a workload may assume; where there are none AWS asks the
 *     roles' trust policies alone
 */
public record Aws(SessionTags tags, List<AttributeTemplate> roles) implements Profile {
  static final String PROVIDER =
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html";
  static final String CREATE_PROVIDER =
      "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html";
  static final String ASSUME =
      "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html";

  /** What the names of the claims begin with that AWS gives a meaning to. */
  public static final String CLAIMS = "https://aws.amazon.com/";

  /** The claim with the roles that a workload may assume. */
  public static final String ROLES = CLAIMS + "roles";

  /** Of a provider's URL and of a client id. */
  static final int LONGEST = 255;

  static final int TOKEN = 20_000;

  private static final List<Rule> RULES =
      List.of(
          new Rule.OfSettings(
              "aws-issuer",
              "an issuer that is https and has no port",
              PROVIDER,
              Rule.Term.ISSUER,
              terms ->
                  IssuerUrls.isLocal(terms.issuer())
                      || (IssuerUrls.isHttps(terms.issuer()) && terms.issuer().getPort() < 0)),
          new Rule.OfSettings(
              "aws-issuer-length",
              "an issuer of at most %d characters".formatted(LONGEST),
              CREATE_PROVIDER,
              Rule.Term.ISSUER,
              terms -> terms.issuer().toString().length() <= LONGEST),
          new Rule.OfSettings(
              "aws-audience",
              "an audience of at most %d characters".formatted(LONGEST),
              CREATE_PROVIDER,
              Rule.Term.AUDIENCE,
              terms -> terms.audience().length() <= LONGEST),
          new Rule.OfToken(
              "aws-token", "tokens of at most %d characters".formatted(TOKEN), ASSUME, Aws::size));

  public Aws {
    roles = List.copyOf(roles);
  }

  /** Without session tags and roles. */
  public Aws() {
    this(SessionTags.NONE, List.of());
  }

  @Override
  public RelyingParty kind() {
    return RelyingParty.AWS;
  }

  @Override
  public List<Rule> rules() {
    return tags.isEmpty() ? RULES : with(tags.rule());
  }

  private static List<Rule> with(Rule rule) {
    return Stream.concat(RULES.stream(), Stream.of(rule)).toList();
  }

  @Override
  public Set<String> attributes() {
    Set<String> attributes = new TreeSet<>(tags.byKey().values());
    roles.stream().map(AttributeTemplate::attributes).forEach(attributes::addAll);
    return attributes;
  }

  @Override
  public Map<String, Object> claims(Workload workload) {
    Map<String, Object> claims = new LinkedHashMap<>();
    if (!tags.isEmpty()) {
      claims.put(SessionTags.CLAIM, tags.claim(workload));
    }
    if (!roles.isEmpty()) {
      claims.put(ROLES, roles.stream().map(role -> RoleArn.of(role, workload)).distinct().toList());
    }
    return claims;
  }

  /** By the upper bound of what the token takes, since it is not signed yet. */
  private static Optional<Breach> size(Candidate token) {
    int characters = TokenSize.of(token);
    return characters <= TOKEN
        ? Optional.empty()
        : Optional.of(
            new Breach("workload", "makes a token of up to %d characters".formatted(characters)));
  }

  /** The single value of an attribute in its text form. */
  static String single(String attribute, Workload workload) {
    return switch (workload.attributes().get(attribute)) {
      case null ->
          throw Problem.invalid("workload." + attribute, "is missing; a session tag is made of it");
      case AttributeValue.Texts ignored ->
          throw Problem.invalid(
              "workload." + attribute,
              "must be a single value; a session tag is made of it (%s)"
                  .formatted(SessionTags.TAGS));
      case AttributeValue single -> single.texts().getFirst();
    };
  }

  /**
   * Templates of role ARNs.
   *
   * @throws IllegalArgumentException if one cannot make the ARN of a role
   */
  public static List<AttributeTemplate> roles(Collection<String> templates) {
    return templates.stream().map(RoleArn::parse).toList();
  }
}
