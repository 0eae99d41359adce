import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Tells the life of a key version: watches a service that rotates its keys itself, with times so
 * short that all of it is seen, and verifies a token at every look.
 */
final class Rotation extends Story {

  private static final String KEY = "demo-fast-rs256";
  private static final String GONE = "gone";
  private static final Duration WITHIN = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
  private static final Map<String, String> MEANING =
      Map.of(
          "announced",
          "in the JWKS, signs nothing yet",
          "signing",
          "signs",
          "verifying",
          "signs no more, stays in the JWKS for the tokens that still live",
          "retired",
          "out of the JWKS",
          GONE,
          "out of Vault's reading: both minimums are above it");

  private final Instant start = Instant.now();
  private final Verifier verifier = new Verifier();
  private final String grant;
  private final Map<Long, String> seen = new TreeMap<>();
  private int tokens;
  private int refused;

  private Rotation(String grant) {
    this.grant = grant;
  }

  static void main(String[] arguments) {
    tell(
        () -> {
          title("7. Keys rotate by themselves: the life of a version, times compressed");
          var workload = Map.of("org", "shop", "app", "checkout", "deployment", "d-42");
          var answer = Broker.grant(Broker.proof(), workload, List.of("*"), 2, 60);
          expect("a grant", 201, answer.status(), answer);
          new Rotation(answer.text("grant")).watch();
        });
  }

  private void watch() {
    var first = signing(versions());
    while (!GONE.equals(seen.get(first))) {
      if (start.plus(WITHIN).isBefore(Instant.now())) {
        throw new StepFailed("a whole life within " + WITHIN, "all four phases", seen);
      }
      var before = versions();
      var answer = askForToken(grant, "sts.amazonaws.com");
      if (answer.status() == 503) {
        refused++;
      } else {
        expect("a token", 200, answer.status(), answer);
        tell(before, signer(verifier.verify(answer.text("value")), before));
        tokens++;
      }
      pause(BETWEEN_LOOKS);
    }
    expectTrue("the versions after it live on", seen.containsValue("signing"), seen);
    var vault = Http.vault("GET", "transit/keys/" + KEY, null);
    for (var minimum : List.of("min_decryption_version", "min_encryption_version")) {
      expectTrue(
          minimum + " above " + first,
          vault.at("data", minimum) instanceof Long raised && raised > first,
          vault);
      show(minimum, vault.at("data", minimum));
    }
    say(
        "  %d tokens, each verified against a copy of the JWKS kept for its max-age (%d s): no unknown kid",
        tokens, verifier.maxAge.toSeconds());
    if (refused > 0) {
      say("  %d times there was none, since this machine was too slow for such times", refused);
    }
  }

  /**
   * The version of a kid; it has to be the one that signs, before the token was asked for or after.
   */
  private static long signer(Object kid, Map<Long, Version> before) {
    var after = versions();
    for (var versions : List.of(before, after)) {
      var signing = signing(versions);
      if (versions.get(signing).kid().equals(kid)) {
        return signing;
      }
    }
    throw new StepFailed("a token by the version that signs", after, kid);
  }

  /** A line for each version that changed its phase since the last look. */
  private void tell(Map<Long, Version> versions, long signer) {
    var numbers = new TreeSet<>(seen.keySet());
    numbers.addAll(versions.keySet());
    for (var number : numbers.descendingSet()) {
      var phase = versions.containsKey(number) ? versions.get(number).phase() : GONE;
      if (!phase.equals(seen.put(number, phase))) {
        say(
            "  %4.1f s  version %d %-9s  %s; a token by %d, verified",
            Duration.between(start, Instant.now()).toMillis() / 1000.0,
            number,
            phase,
            MEANING.get(phase),
            signer);
      }
    }
  }

  private record Version(long number, String kid, String phase) {}

  private static Map<Long, Version> versions() {
    var answer = Http.get(System.getenv("VOUCHSAFE_MANAGEMENT_URL") + "/keys");
    expect("GET /keys", 200, answer.status(), answer);
    var versions = new TreeMap<Long, Version>();
    for (var key : (List<?>) answer.at("issuers", 0, "keys")) {
      if (KEY.equals(Json.at(key, "name"))) {
        for (var version : (List<?>) Json.at(key, "versions")) {
          var number = (Long) Json.at(version, "version");
          versions.put(
              number,
              new Version(
                  number, (String) Json.at(version, "kid"), (String) Json.at(version, "phase")));
        }
      }
    }
    return versions;
  }

  private static long signing(Map<Long, Version> versions) {
    return versions.values().stream()
        .filter(version -> version.phase().equals("signing"))
        .map(Version::number)
        .findAny()
        .orElseThrow(() -> new StepFailed("a version that signs", 1, versions));
  }

  /** A relying party that keeps its copy of the JWKS as long as it may, and never asks earlier. */
  private static final class Verifier {

    private static final Pattern MAX_AGE = Pattern.compile("(?<![a-z-])max-age=(\\d+)");

    private final Map<Object, PublicKey> copy = new HashMap<>();
    private Instant fetchedAt = Instant.MIN;
    private Duration maxAge = Duration.ZERO;

    /** The kid of a token whose signature is good. */
    Object verify(String token) {
      if (!fetchedAt.plus(maxAge).isAfter(Instant.now())) {
        fetch();
      }
      var kid = Json.object(segment(token, 0)).get("kid");
      expectTrue(
          "the token's key is in the copy", copy.containsKey(kid), kid + ", " + copy.keySet());
      expectTrue("the token's signature is good", isGood(token, copy.get(kid)), kid);
      return kid;
    }

    private void fetch() {
      fetchedAt = Instant.now();
      var jwks = Http.get(ISSUER + "/.well-known/jwks.json");
      expect("the JWKS", 200, jwks.status(), jwks);
      var caching = Objects.toString(jwks.headers().get("Cache-Control"), "");
      var match = MAX_AGE.matcher(caching);
      expectTrue("the JWKS has a max-age", match.find(), caching);
      maxAge = Duration.ofSeconds(Long.parseLong(match.group(1)));
      copy.clear();
      for (var key : keys(jwks)) {
        if ("RSA".equals(Json.at(key, "kty"))) {
          copy.put(Json.at(key, "kid"), rsa(number(key, "n"), number(key, "e")));
        }
      }
    }

    private static BigInteger number(Object key, String name) {
      return new BigInteger(1, Base64.getUrlDecoder().decode((String) Json.at(key, name)));
    }

    private static PublicKey rsa(BigInteger modulus, BigInteger exponent) {
      try {
        return KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, exponent));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    private static boolean isGood(String token, PublicKey key) {
      try {
        int dot = token.lastIndexOf('.');
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key);
        signature.update(token.substring(0, dot).getBytes(US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
