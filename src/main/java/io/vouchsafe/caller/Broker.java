package io.vouchsafe.caller;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.proof.Proof;
import io.vouchsafe.proof.Refused;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Unseen;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A part of the platform that vouches for workloads, with its bounds.
 *
 * @param name as configured; becomes the {@code broker} claim of its grants
 * @param trustedIssuer whose proofs it shows
 * @param subjects the subjects of that issuer that are this broker
 * @param attributes what it may say of a workload; an attribute without a rule is refused
 * @param audiences which audiences its workloads may ask for
 * @param maxTtl the longest lifetime of its workloads' tokens; 60 s to 1 h
 * @param maxExpiresIn the longest life of its grants; 60 s to 7 d
 * @param grantsNotBefore grants that it made before are not accepted
 */
public record Broker(
    String name,
    TrustedIssuer trustedIssuer,
    List<SubjectPattern> subjects,
    Map<String, AttributeRule> attributes,
    AudienceSet audiences,
    Duration maxTtl,
    Duration maxExpiresIn,
    Optional<Instant> grantsNotBefore) {

  static final Duration SHORTEST = Duration.ofSeconds(60);
  static final Duration LONGEST_EXPIRES_IN = Duration.ofDays(7);

  /**
   * @throws IllegalArgumentException naming every bound that is missing or cannot work
   */
  public Broker {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(trustedIssuer, "trustedIssuer");
    Objects.requireNonNull(audiences, "audiences");
    Objects.requireNonNull(grantsNotBefore, "grantsNotBefore");
    subjects = List.copyOf(subjects);
    attributes = Map.copyOf(attributes);
    bounds(subjects, attributes.keySet(), maxTtl, maxExpiresIn).refuse();
  }

  private static Reasons bounds(
      Collection<?> subjects,
      Collection<String> attributes,
      Duration maxTtl,
      Duration maxExpiresIn) {
    Reasons reasons =
        new Reasons()
            .unless(!subjects.isEmpty(), "subjects is missing: nobody could be this broker")
            .unless(
                !attributes.isEmpty(),
                "attributes is missing: say what the broker may set, such as attributes.region=eu-*");
    attributes.forEach(attribute -> reasons.of(() -> checkName(attribute)));
    withinMaxTtl(maxTtl, reasons);
    within("max-expires-in", maxExpiresIn, LONGEST_EXPIRES_IN, reasons);
    return reasons;
  }

  /**
   * A broker in the words of the configuration.
   *
   * @param subjects as {@link SubjectPattern#parse} takes them
   * @param attributes by name, as {@link AttributeRule} takes them
   * @param audiences names, or {@code *}
   * @throws IllegalArgumentException naming every bound that is missing or cannot work
   */
  public static Broker of(
      String name,
      TrustedIssuer trustedIssuer,
      List<String> subjects,
      Map<String, List<String>> attributes,
      Collection<String> audiences,
      Duration maxTtl,
      Duration maxExpiresIn) {
    Reasons reasons =
        bounds(subjects, attributes.keySet(), maxTtl, maxExpiresIn)
            .unless(
                !audiences.isEmpty(),
                "audiences is missing: name what workloads may ask for on this broker's word, or *");
    audiences.forEach(
        audience ->
            Unseen.fault(audience)
                .ifPresent(fault -> reasons.unless(false, "an audience %s", fault)));
    Map<String, AttributeRule> rules = new TreeMap<>();
    attributes.forEach(
        (attribute, allowed) ->
            reasons
                .of(() -> rule(attribute, allowed))
                .ifPresent(rule -> rules.put(attribute, rule)));
    List<SubjectPattern> patterns =
        subjects.stream()
            .flatMap(subject -> reasons.of(() -> SubjectPattern.parse(subject)).stream())
            .toList();
    reasons.refuse();
    return new Broker(
        name,
        trustedIssuer,
        patterns,
        rules,
        AudienceSet.of(audiences),
        maxTtl,
        maxExpiresIn,
        Optional.empty());
  }

  /**
   * The same broker, of whose grants only those count that were made at {@code instant} or later.
   */
  public Broker grantsNotBefore(Instant instant) {
    return new Broker(
        name,
        trustedIssuer,
        subjects,
        attributes,
        audiences,
        maxTtl,
        maxExpiresIn,
        Optional.of(instant));
  }

  /**
   * Whether a rule in the words of the configuration allows a value that a {@code sub} can be made
   * of.
   */
  public static boolean fillsSubject(List<String> rule) {
    return AttributeRule.allowsSingle(rule);
  }

  private static AttributeRule rule(String attribute, List<String> allowed) {
    try {
      return new AttributeRule(allowed);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "attributes.%s %s".formatted(attribute, e.getMessage()), e);
    }
  }

  /**
   * @return the name
   * @throws IllegalArgumentException if no attribute can have it
   */
  static String checkName(String attribute) {
    try {
      Workload.checkName(attribute);
      return attribute;
    } catch (Problem e) {
      throw new IllegalArgumentException("attributes: " + e.getMessage(), e);
    }
  }

  static void withinMaxTtl(Duration maxTtl, Reasons reasons) {
    within("max-ttl", maxTtl, IssuancePolicy.MAX_TTL, reasons);
  }

  private static void within(String bound, Duration value, Duration most, Reasons reasons) {
    reasons.unless(
        value.compareTo(SHORTEST) >= 0 && value.compareTo(most) <= 0,
        "%s must be between %d and %d seconds, not %d",
        bound,
        SHORTEST.toSeconds(),
        most.toSeconds(),
        value.toSeconds());
  }

  boolean is(Proof proof) {
    return proof.issuer().equals(trustedIssuer)
        && subjects.stream().anyMatch(pattern -> pattern.matches(proof.subject()));
  }

  boolean mayBeMistakenFor(Broker other) {
    return trustedIssuer.equals(other.trustedIssuer)
        && subjects.stream().anyMatch(one -> other.subjects.stream().anyMatch(one::overlaps));
  }

  /**
   * Which tokens the workload may get when this broker vouches for it.
   *
   * @throws Problem of kind FORBIDDEN naming the attribute that it may not set
   */
  public Entitlement entitle(Workload workload) {
    workload.attributes().forEach(this::checkAttribute);
    return new Entitlement(workload, audiences, maxTtl, grantedBy());
  }

  /** When a grant that this broker made ends. */
  Instant end(Grant grant) {
    Instant latest = grant.issuedAt().plus(maxExpiresIn);
    return grant.expiresAt().isBefore(latest) ? grant.expiresAt() : latest;
  }

  /**
   * Which tokens the bearer of a grant that this broker made may get, by its bounds of today.
   *
   * @throws Problem of kind INVALID_CREDENTIALS if its grants of that time are no longer accepted,
   *     FORBIDDEN naming the attribute that it may no longer set, or if it may no longer grant any
   *     of the audiences
   */
  Entitlement entitle(Grant grant) {
    if (!accepts(grant.issuedAt())) {
      throw Refused.because(
          "the grant is older than grants-not-before of its broker; ask the broker for a new one");
    }
    grant.workload().attributes().forEach(this::checkAttribute);
    AudienceSet common =
        grant
            .audiences()
            .common(audiences)
            .orElseThrow(
                () ->
                    Problem.of(
                        Problem.Kind.FORBIDDEN,
                        "audiences",
                        "broker %s may no longer grant any of the grant's audiences"
                            .formatted(name)));
    return new Entitlement(
        grant.workload(),
        common,
        shorter(grant.maxTtl()),
        grant.grantedBy(),
        Optional.of(grant.recorded()));
  }

  /** Whether a grant that it made at {@code issuedAt} may be accepted. */
  boolean accepts(Instant issuedAt) {
    return grantsNotBefore.filter(issuedAt::isBefore).isEmpty();
  }

  private Duration shorter(Duration ofGrant) {
    return ofGrant.compareTo(maxTtl) < 0 ? ofGrant : maxTtl;
  }

  /** Its name in {@link Entitlement#grantedBy}, and in the turns of signing. */
  public String grantedBy() {
    return "broker " + name;
  }

  private void checkAttribute(String attribute, AttributeValue value) {
    AttributeRule rule = attributes.get(attribute);
    if (rule == null) {
      throw refused(attribute, "");
    }
    if (!rule.allows(value)) {
      throw refused(attribute, " to this value");
    }
  }

  private Problem refused(String attribute, String to) {
    String member = "workload." + attribute;
    return Problem.of(
        Problem.Kind.FORBIDDEN, member, "broker %s may not set %s%s".formatted(name, member, to));
  }
}
