package io.vouchsafe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells the life of a key version: watches a service that rotates its keys itself, with times so
 * short that all of it is seen, and verifies a token at every look.
 */
final class RotationStory extends Story {
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
  private final Map<Long, String> seen = new TreeMap<>();
  private int tokens;
  private int refused;

  RotationStory(Place place) {
    super(place);
  }

  private record Version(long number, String kid, String phase) {}

  @Override
  void tell() {
    title("7. Keys rotate by themselves: the life of a version, times compressed");
    Map<String, String> workload = Map.of("org", "shop", "app", "checkout", "deployment", "d-42");
    Answer answer = askForGrant(broker.proof(), workload, 2, 60);
    expect("a grant", 201, answer.status(), answer);
    long first = signing(versions());
    watch(answer.text("grant"), first);
    expectTrue("the versions after it live on", seen.containsValue("signing"), seen);
    minimumsAreAbove(first);
    say(
        "  %d tokens, each verified against a copy of the JWKS kept for its max-age (%d s): no unknown kid",
        tokens, verifier.maxAge.toSeconds());
    if (refused > 0) {
      say("  %d times there was none, since this machine was too slow for such times", refused);
    }
  }

  private void watch(String grant, long first) {
    while (!GONE.equals(seen.get(first))) {
      if (start.plus(WITHIN).isBefore(Instant.now())) {
        throw new StepFailed("a whole life within " + WITHIN, "all four phases", seen);
      }
      Map<Long, Version> before = versions();
      Answer answer = askForToken(grant, "sts.amazonaws.com");
      if (answer.status() == 503) {
        refused++;
      } else {
        expect("a token", 200, answer.status(), answer);
        tell(before, signer(verifier.verify(answer.text("value")), before));
        tokens++;
      }
      Processes.pause(BETWEEN_LOOKS);
    }
  }

  private void minimumsAreAbove(long first) {
    JsonNode key = place.vault().read("transit/keys/" + KEY);
    for (String minimum : List.of("min_decryption_version", "min_encryption_version")) {
      expectTrue(minimum + " above " + first, key.path(minimum).asLong() > first, key);
      show(minimum, key.path(minimum));
    }
  }

  /**
   * The version of a kid; it has to be the one that signs, before the token was asked for or after.
   */
  private long signer(String kid, Map<Long, Version> before) {
    Map<Long, Version> after = versions();
    for (Map<Long, Version> versions : List.of(before, after)) {
      long signing = signing(versions);
      if (versions.get(signing).kid().equals(kid)) {
        return signing;
      }
    }
    throw new StepFailed("a token by the version that signs", after, kid);
  }

  /** A line for each version that changed its phase since the last look. */
  private void tell(Map<Long, Version> versions, long signer) {
    TreeSet<Long> numbers = new TreeSet<>(seen.keySet());
    numbers.addAll(versions.keySet());
    for (Long number : numbers.descendingSet()) {
      String phase = versions.containsKey(number) ? versions.get(number).phase() : GONE;
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

  private Map<Long, Version> versions() {
    Answer answer = Http.get(place.managementUrl() + "/keys");
    expect("GET /keys", 200, answer.status(), answer);
    Map<Long, Version> versions = new TreeMap<>();
    for (JsonNode key : answer.body().at("/issuers/0/keys")) {
      if (KEY.equals(key.path("name").asText())) {
        for (JsonNode version : key.path("versions")) {
          long number = version.path("version").asLong();
          String kid = version.path("kid").asText();
          versions.put(number, new Version(number, kid, version.path("phase").asText()));
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
  private final class Verifier {
    private static final Pattern MAX_AGE = Pattern.compile("(?<![a-z-])max-age=(\\d+)");

    private String copy = "";
    private Instant fetchedAt = Instant.MIN;
    private Duration maxAge = Duration.ZERO;

    /** The kid of a token whose signature is good. */
    String verify(String token) {
      if (!fetchedAt.plus(maxAge).isAfter(Instant.now())) {
        fetch();
      }
      try {
        return Tokens.verifiedBy(copy, token).getHeader().getKeyID();
      } catch (AssertionError wrong) {
        throw new StepFailed("a token that verifies", "a good signature", wrong.getMessage());
      }
    }

    private void fetch() {
      fetchedAt = Instant.now();
      Answer jwks = jwks();
      expect("the JWKS", 200, jwks.status(), jwks);
      Matcher match = MAX_AGE.matcher(jwks.header("Cache-Control"));
      expectTrue("the JWKS has a max-age", match.find(), jwks.header("Cache-Control"));
      maxAge = Duration.ofSeconds(Long.parseLong(match.group(1)));
      copy = jwks.http().body();
    }
  }
}
