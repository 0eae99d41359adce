package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AWS;
import static io.vouchsafe.agent.lint.RelyingParty.AZURE;
import static io.vouchsafe.agent.lint.RelyingParty.GOOGLE;
import static io.vouchsafe.agent.lint.RelyingParty.KUBERNETES;
import static io.vouchsafe.agent.lint.RelyingParty.OIDC;
import static io.vouchsafe.agent.lint.RelyingParty.PYPI;
import static io.vouchsafe.agent.lint.RelyingParty.VAULT;
import static io.vouchsafe.agent.lint.Rule.note;
import static io.vouchsafe.agent.lint.Rule.refused;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.jwt.Jwt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What each key of the JWKS has to be like. */
final class KeyRules {
  private static final Set<String> PRIVATE =
      Set.of("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv");
  private static final Set<String> OF_GOOGLE =
      Set.of("kty", "alg", "use", "kid", "n", "e", "x", "y", "crv");
  private static final Set<String> OF_AWS =
      Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");

  static List<Rule> all() {
    return List.of(
        refused(
            "key-private",
            RelyingParty.all(),
            "RFC 7517, 9.3",
            "withdraw this key now: whoever read it signs as the issuer",
            each(
                key -> members(key, PRIVATE::contains).map(it -> "shows its private part: " + it))),
        refused(
            "key-ops",
            Set.of(AWS),
            JwksRules.AWS_KEYS + "; RFC 7517, 4.3",
            "leave key_ops away, and set use to sig",
            each(key -> Optional.of("has key_ops").filter(it -> key.has("key_ops")))),
        note(
            "key-members-google",
            Set.of(GOOGLE),
            "Google Cloud IAM, workload identity federation: members of an uploaded JWKS",
            "where the JWKS is uploaded to Google rather than fetched, leave them away",
            each(
                key ->
                    members(key, it -> !OF_GOOGLE.contains(it) && !PRIVATE.contains(it))
                        .map(it -> "has members that Google does not know: " + it))),
        note(
            "key-alg",
            RelyingParty.all(),
            "RFC 8725, 3.1",
            "name the one algorithm of each key",
            each(key -> Optional.of("has no alg").filter(it -> Jwt.text(key, "alg").isEmpty()))),
        refused(
            "key-alg-other",
            RelyingParty.all(),
            "RFC 7518, 3.1",
            "name the algorithm that the key is for",
            each(KeyShape::otherAlgorithm)),
        refused(
            "key-alg-aws",
            Set.of(AWS),
            JwksRules.AWS_KEYS + ": RS256 to RS512 and ES256 to ES512",
            "sign AWS' tokens with one of those",
            each(
                key ->
                    Jwt.text(key, "alg")
                        .filter(alg -> !OF_AWS.contains(alg))
                        .map(alg -> "is for " + alg))),
        note(
            "key-use",
            RelyingParty.all(),
            "RFC 7517, 4.2",
            "set use to sig",
            each(
                key ->
                    Optional.of("is not marked use: sig")
                        .filter(it -> !"sig".equals(key.path("use").asText())))),
        refused(
            "key-small",
            RelyingParty.all(),
            "RFC 7518, 3.3: 2048 bits at least",
            "rotate to a larger key",
            each(
                key ->
                    KeyShape.rsaBits(key)
                        .filter(bits -> bits < KeyShape.SMALLEST)
                        .map(bits -> "has %d bits".formatted(bits)))),
        note(
            "key-large",
            Set.of(AWS, GOOGLE, AZURE, PYPI),
            "tokens and JWKS grow with it, and AWS takes tokens of 20,000 characters",
            "3072 or 4096 bits do",
            each(
                key ->
                    KeyShape.rsaBits(key)
                        .filter(bits -> bits > KeyShape.LARGE)
                        .map(bits -> "has %d bits".formatted(bits)))),
        refused(
            "key-broken",
            RelyingParty.all(),
            "RFC 7518, 6.2 and 6.3",
            "publish the key as it is",
            each(KeyShape::broken)),
        refused(
            "key-coordinates",
            Set.of(VAULT, KUBERNETES, OIDC),
            "RFC 7518, 6.2.1.2: as long as the curve's field",
            "pad x and y with zeros at their left",
            each(KeyShape::shortCoordinates)),
        note(
            "key-modulus",
            Set.of(OIDC),
            "RFC 7518, 6.3.1.1: no zero octets before it",
            "take the sign octet away",
            each(KeyShape::paddedModulus)));
  }

  private KeyRules() {}

  private static Function<Observed, List<String>> each(
      Function<ObjectNode, Optional<String>> check) {
    return observed -> {
      List<String> found = new ArrayList<>();
      int number = 0;
      for (ObjectNode key : observed.keys()) {
        number++;
        String name = "key " + JwksRules.kid(key).orElse("number " + number);
        check.apply(key).map(text -> name + " " + text).ifPresent(found::add);
      }
      return found;
    };
  }

  private static Optional<String> members(ObjectNode key, Predicate<String> which) {
    return key.propertyStream()
        .map(Map.Entry::getKey)
        .filter(which)
        .reduce((first, second) -> first + ", " + second);
  }
}
