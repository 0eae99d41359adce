package io.vouchsafe.caller;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Unseen;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The subjects of a trusted issuer whose JWTs are exchanged for tokens of ours (RFC 8693), and what
 * they may get. No broker vouches for them: their own claims say who they are.
 *
 * @param name as configured
 * @param trustedIssuer whose JWTs are exchanged
 * @param claims what a JWT must say; of every claim that becomes an attribute too
 * @param attributes how its claims become the workload's attributes
 * @param audiences which audiences may be asked for
 * @param maxTtl the longest lifetime of a token; 60 s to 1 h
 */
public record TokenExchange(
    String name,
    TrustedIssuer trustedIssuer,
    ClaimRules claims,
    Map<String, ClaimSource> attributes,
    AudienceSet audiences,
    Duration maxTtl) {
  /** OpenID Connect Core 1.0, 2: the longest {@code sub}. */
  private static final int LONGEST_SUBJECT = 255;

  public TokenExchange {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(trustedIssuer, "trustedIssuer");
    Objects.requireNonNull(claims, "claims");
    attributes = Map.copyOf(attributes);
    Objects.requireNonNull(audiences, "audiences");
    Objects.requireNonNull(maxTtl, "maxTtl");
  }

  /**
   * An exchange in the words of the configuration.
   *
   * @throws IllegalArgumentException naming every bound that is missing or cannot work
   */
  public static TokenExchange of(
      String name,
      TrustedIssuer trustedIssuer,
      Map<String, List<String>> claims,
      Map<String, String> attributes,
      Collection<String> audiences,
      Duration maxTtl) {
    Reasons reasons = new Reasons();
    ClaimRules rules = reasons.of(() -> ClaimRules.of(claims)).orElse(null);
    reasons
        .unless(
            !attributes.isEmpty(),
            "attributes is missing: say how claims become the workload's attributes, such as attributes.org={repository_owner}")
        .unless(!audiences.isEmpty(), "audiences is missing: name what may be asked for, or *");
    audiences.forEach(
        audience ->
            Unseen.fault(audience)
                .ifPresent(fault -> reasons.unless(false, "an audience %s", fault)));
    attributes.keySet().forEach(attribute -> reasons.of(() -> Broker.checkName(attribute)));
    Broker.withinMaxTtl(maxTtl, reasons);
    Map<String, ClaimSource> sources = new TreeMap<>();
    attributes.forEach(
        (attribute, configured) ->
            reasons
                .of(() -> source(attribute, configured, claims))
                .ifPresent(source -> sources.put(attribute, source)));
    reasons.refuse();
    return new TokenExchange(
        name, trustedIssuer, rules, sources, AudienceSet.of(audiences), maxTtl);
  }

  private static ClaimSource source(
      String attribute, String configured, Map<String, List<String>> claims) {
    try {
      ClaimSource source = ClaimSource.parse(configured);
      source
          .claim()
          .filter(claim -> !claims.containsKey(claim))
          .ifPresent(
              claim -> {
                throw new IllegalArgumentException(
                    "takes %s, for which claims has no rule; add claims.%s, with * where every value is meant"
                        .formatted(claim, claim));
              });
      return source;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "attributes.%s %s".formatted(attribute, e.getMessage()), e);
    }
  }

  boolean takes(TrustedIssuer issuer, Claims subject) {
    return issuer.equals(trustedIssuer) && claims.hold(subject);
  }

  /** Whether one JWT could be for both. */
  boolean mayBeMistakenFor(TokenExchange other) {
    return trustedIssuer.equals(other.trustedIssuer) && claims.overlap(other.claims);
  }

  /**
   * Which tokens a subject may get that this exchange takes.
   *
   * @param subject its {@code sub}
   * @throws Problem of kind FORBIDDEN naming the attribute whose claim is no text
   */
  Entitlement entitle(String subject, Claims of) {
    Map<String, AttributeValue> values = new TreeMap<>();
    attributes.forEach((attribute, source) -> values.put(attribute, value(attribute, source, of)));
    return new Entitlement(Workload.of(values), audiences, maxTtl, grantedBy(subject));
  }

  private static AttributeValue value(String attribute, ClaimSource source, Claims of) {
    return switch (source) {
      case ClaimSource.Fixed(String value) -> new AttributeValue.Text(value);
      case ClaimSource.OfClaim(String claim) ->
          ClaimRules.text(of, claim)
              .map(AttributeValue.Text::new)
              .orElseThrow(
                  () ->
                      Problem.of(
                          Problem.Kind.FORBIDDEN,
                          "workload." + attribute,
                          "the claim that becomes workload.%s is not a string"
                              .formatted(attribute)));
    };
  }

  /** Each subject is a caller of its own, in rates and in turns. */
  private String grantedBy(String subject) {
    String id =
        subject.length() > LONGEST_SUBJECT ? HexFormat.of().formatHex(Sha256.of(subject)) : subject;
    return "exchange %s %s".formatted(name, id);
  }
}
