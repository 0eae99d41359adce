import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the demo's chapters are told with: each step is done for real, and the first that goes wrong
 * ends it with 1.
 */
abstract class Story {

  static final String ISSUER = System.getenv("VOUCHSAFE_URL");
  private static final boolean TERMINAL = System.console() != null && System.console().isTerminal();

  static final class StepFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailed(String what, Object expected, Object came) {
      super("%s%n  expected: %s%n  came:     %s".formatted(what, expected, came));
    }
  }

  static void tell(Runnable chapters) {
    try {
      chapters.run();
    } catch (RuntimeException e) {
      System.err.printf("%nFAILED: %s%n", e.getMessage());
      System.err.printf("  logs:     %s%n", System.getenv("VOUCHSAFE_LOG"));
      System.err.printf("            %s%n", System.getenv("BAO_LOG"));
      System.exit(1);
    }
  }

  static String token(String grant, String audience) {
    var answer = askForToken(grant, audience);
    if (answer.status() != 200) {
      throw new StepFailed("a token for " + audience, 200, answer);
    }
    return answer.text("value");
  }

  static Http.Answer askForToken(String grant, String audience) {
    var url =
        "%s/id-token?api-version=1&audience=%s"
            .formatted(ISSUER, URLEncoder.encode(audience, UTF_8));
    return Http.get(url, "Authorization", "bearer " + grant);
  }

  static List<?> keys(Http.Answer jwks) {
    return jwks.at("keys") instanceof List<?> keys ? keys : List.of();
  }

  static List<?> publishedKids() {
    return keys(Http.get(ISSUER + "/.well-known/jwks.json")).stream()
        .map(key -> Json.at(key, "kid"))
        .toList();
  }

  static void vault(String path, Map<String, ?> body) {
    var answer = Http.vault("POST", path, body);
    if (answer.status() / 100 != 2) {
      throw new StepFailed("preparing OpenBao at " + path, "200 or 204", answer);
    }
  }

  static String segment(String jwt, int index) {
    return new String(Base64.getUrlDecoder().decode(jwt.split("\\.")[index]), UTF_8);
  }

  static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
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
