package io.vouchsafe.caller;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Reasons;
import io.vouchsafe.proof.Claims;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Unseen;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the claims of a subject token must be: all of them have to hold. A claim is compared if it
 * is a non-empty string, or a boolean, whose form in JSON counts; one that is missing, or is a
 * number, a list or an object, or has characters that nobody sees, never holds.
 *
 * @param rules by claim; at least one that does not hold for every value
 */
record ClaimRules(Map<String, AttributeRule> rules) {
  private static final String ANY = "*";

  ClaimRules {
    rules = Map.copyOf(rules);
  }

  /**
   * @param configured by claim: exact values, prefixes followed by {@code *}, or {@code *} for
   *     every value
   * @throws IllegalArgumentException naming every rule that cannot be
   */
  static ClaimRules of(Map<String, List<String>> configured) {
    Reasons reasons =
        new Reasons()
            .unless(
                configured.values().stream().anyMatch(allowed -> !allowed.contains(ANY)),
                "claims has no condition, so every subject of the trusted issuer would do; say which, such as claims.repository_owner=acme");
    Map<String, AttributeRule> rules = new TreeMap<>();
    configured.forEach(
        (claim, allowed) ->
            reasons.of(() -> rule(claim, allowed)).ifPresent(rule -> rules.put(claim, rule)));
    reasons.refuse();
    return new ClaimRules(rules);
  }

  private static AttributeRule rule(String claim, Collection<String> allowed) {
    try {
      if (allowed.stream().anyMatch(AttributeRule::isOfList)) {
        throw new IllegalArgumentException("has a rule for lists, and a list never holds");
      }
      return new AttributeRule(List.copyOf(allowed));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("claims.%s %s".formatted(claim, e.getMessage()), e);
    }
  }

  boolean hasRule(String claim) {
    return rules.containsKey(claim);
  }

  boolean hold(Claims claims) {
    return rules.entrySet().stream()
        .allMatch(
            rule ->
                value(claims, rule.getKey())
                    .filter(value -> rule.getValue().allows(new AttributeValue.Text(value)))
                    .isPresent());
  }

  private static Optional<String> value(Claims claims, String claim) {
    return text(claims, claim)
        .or(
            () ->
                Optional.ofNullable(claims.json().get(claim))
                    .filter(JsonNode::isBoolean)
                    .map(JsonNode::asText));
  }

  /** A claim that is a non-empty string without characters that nobody sees. */
  static Optional<String> text(Claims claims, String claim) {
    return Optional.ofNullable(claims.json().path(claim).textValue())
        .filter(text -> !text.isEmpty() && Unseen.fault(text).isEmpty());
  }

  /** Whether one token could fulfil both: unless a claim can never have a value that both allow. */
  boolean overlap(ClaimRules other) {
    return rules.entrySet().stream()
        .allMatch(
            rule -> {
              AttributeRule others = other.rules.get(rule.getKey());
              return others == null || rule.getValue().overlaps(others);
            });
  }
}
