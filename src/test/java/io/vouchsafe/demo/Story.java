package io.vouchsafe.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.VaultApi;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the demo's chapters are told with. Each step is done for real, and may fail. */
abstract class Story {
  @SuppressWarnings("SystemConsoleNull") // it does return null where there is no terminal
  private static final boolean TERMINAL = System.console() != null && System.console().isTerminal();

  final String issuer;
  final Place place;
  final DemoBroker broker;

  Story(Place place) {
    this.place = place;
    this.issuer = place.url();
    this.broker = DemoBroker.of(place.vault());
  }

  /** A step that did not do what it says. */
  static final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String what, Object expected, Object came) {
      super("%s%n  expected: %s%n  came:     %s".formatted(what, expected, came));
    }
  }

  /**
   * Tells all of it.
   *
   * @throws StepFailed at the first step that goes wrong
   */
  abstract void tell();

  final Answer askForGrant(String proof, Map<String, ?> workload, long maxTtl, long expiresIn) {
    return DemoBroker.grant(issuer, proof, workload, List.of("*"), maxTtl, expiresIn);
  }

  final String token(String grant, String audience) {
    Answer answer = askForToken(grant, audience);
    if (answer.status() != 200) {
      throw new StepFailed("a token for " + audience, 200, answer);
    }
    return answer.text("value");
  }

  final Answer askForToken(String grant, String audience) {
    String url =
        "%s/id-token?api-version=1&audience=%s"
            .formatted(issuer, URLEncoder.encode(audience, UTF_8));
    return Http.get(url, "Authorization", "bearer " + grant);
  }

  final Answer jwks() {
    return Http.get(issuer + "/.well-known/jwks.json");
  }

  final List<String> publishedKids() {
    List<String> kids = new ArrayList<>();
    jwks().body().path("keys").forEach(key -> kids.add(key.path("kid").asText()));
    return kids;
  }

  final void prepareVault(String path, Map<String, ?> body) {
    VaultApi.Answer answer = place.vault().call("POST", path, body);
    if (!answer.done()) {
      throw new StepFailed("preparing OpenBao at " + path, "200 or 204", answer);
    }
  }

  static JsonNode header(String jwt) {
    return segment(jwt, 0);
  }

  static JsonNode claims(String jwt) {
    return segment(jwt, 1);
  }

  private static JsonNode segment(String jwt, int index) {
    try {
      return Http.JSON.readTree(
          new String(Base64.getUrlDecoder().decode(jwt.split("\\.", -1)[index]), UTF_8));
    } catch (JsonProcessingException e) {
      throw new StepFailed("reading a JWT", "JSON", e.getOriginalMessage());
    }
  }

  static void expect(String what, Object expected, Object came, Object whole) {
    if (!Objects.equals(expected, came)) {
      throw new StepFailed(what, expected, came + ", in: " + whole);
    }
  }

  static void expectTrue(String what, boolean holds, Object whole) {
    if (!holds) {
      throw new StepFailed(what, "that it holds", whole);
    }
  }

  static void title(String text) {
    say(TERMINAL ? "%n\033[1m%s\033[0m" : "%n%s", text);
  }

  static void show(String name, Object value) {
    say("  %-20s %s", name, value);
  }

  static void say(String format, Object... values) {
    System.out.printf(format + "%n", values);
  }
}
