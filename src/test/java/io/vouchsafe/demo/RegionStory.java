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

/** Tells how a region that loses its Vault goes on issuing. */
final class RegionStory extends Story {
  private static final String AUDIENCE = "sts.amazonaws.com";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TwoRegions regions;

  RegionStory(TwoRegions regions) {
    super(regions.eu().place());
    this.regions = regions;
  }

  @Override
  void tell() {
    title("11. Two regions, each with a Vault of its own: one loses it and goes on issuing");
    String both = eventually("both regions serve the keys of both", this::sameKeys);
    say("  both regions serve the same JWKS, with the keys of both Vaults: %s", both);
    Map<String, String> workload = Map.of("org", "shop", "app", "checkout", "deployment", "d-45");
    Answer granted = askForGrant(broker.proof(), workload, 300, 3600);
    expect("a grant", 201, granted.status(), granted);
    String grant = granted.text("grant");
    String home = signer(token(grant, AUDIENCE));
    say("  a token of eu is signed by kid %s, a key of its own Vault", home);

    regions.way().down();
    String away = token(grant, AUDIENCE);
    expectTrue("another key signs", !signer(away).equals(home), header(away));
    expect("where it was issued", "eu", claims(away).path(TwoRegions.CLAIM).asText(), claims(away));
    say("  its Vault is away: the next token of eu is signed by kid %s, a key of us", signer(away));
    for (Platform.Service service : List.of(regions.eu(), regions.us())) {
      Tokens.verifiedBy(jwks(service), away);
    }
    say(
        "  it verifies by the JWKS of either region, and its %s is eu all the same",
        TwoRegions.CLAIM);
    String health = eventually("health names the region that signs", this::signsElsewhere);
    say("  health group signing: %s", health);

    regions.way().up();
    eventually("home signs again", () -> signer(token(grant, AUDIENCE)).equals(home) ? "yes" : "");
    say("  its Vault is back, and signs again");
  }

  private String sameKeys() {
    String eu = jwks(regions.eu());
    int keys = publishedKids().size();
    return keys == 4 && eu.equals(jwks(regions.us())) ? keys + " keys" : "";
  }

  private static String jwks(Platform.Service service) {
    return Http.get(service.place().url() + "/.well-known/jwks.json").http().body();
  }

  private static String signer(String token) {
    return header(token).path("kid").asText();
  }

  private String signsElsewhere() {
    Answer health = Http.get(place.managementUrl() + "/q/health/group/signing");
    for (JsonNode check : health.body().path("checks")) {
      for (JsonNode words : check.path("data")) {
        if (words.asText().contains("of region us")) {
          return "%s, %s".formatted(check.path("status").asText(), words.asText());
        }
      }
    }
    return "";
  }

  private interface Look {
    String found();
  }

  /** What is found, once it is not empty. */
  private static String eventually(String what, Look look) {
    Instant until = Instant.now().plus(PATIENCE);
    String found = look.found();
    while (found.isEmpty()) {
      if (until.isBefore(Instant.now())) {
        throw new StepFailed(what, "it within " + PATIENCE, "not yet");
      }
      Processes.pause(Duration.ofMillis(200));
      found = look.found();
    }
    return found;
  }
}
