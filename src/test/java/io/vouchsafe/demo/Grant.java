package io.vouchsafe.demo;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** {@code dev/grant}: asks for a grant as the demo broker and prints it as a shell's exports. */
public final class Grant {
  private static final Set<String> FLAGS = Set.of("--audience", "--max-ttl", "--expires-in");
  private static final String HOUR = "1h";
  private static final ObjectReader STRICT_JSON =
      Http.JSON
          .reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private Grant() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("grant", arguments, FLAGS, Set.of());
    Map<String, Object> workload = new LinkedHashMap<>();
    flags.others().forEach(argument -> attribute(argument, workload, flags));
    long maxTtl = seconds("--max-ttl", flags);
    long expiresIn = seconds("--expires-in", flags);
    List<String> audiences = flags.has("--audience") ? flags.values("--audience") : List.of("*");
    Place place = Place.running().orElseThrow(() -> flags.failed(Place.NOTHING));
    if (place.isTemplate() && !(workload.get("org") instanceof String)) {
      throw flags.misused("each organisation has an issuer of its own, so say whose: org=NAME");
    }
    Commands.run(
        "grant",
        () -> {
          String proof = DemoBroker.of(place.vault()).proof();
          Answer answer =
              DemoBroker.grant(
                  place.urlOf(String.valueOf(workload.get("org"))),
                  proof,
                  workload,
                  audiences,
                  maxTtl,
                  expiresIn);
          if (answer.status() != 201) {
            throw flags.failed("the service refused: " + said(answer));
          }
          System.out.printf(
              "export ACTIONS_ID_TOKEN_REQUEST_URL=%s ACTIONS_ID_TOKEN_REQUEST_TOKEN=%s%nGRANT_ID=%s%n",
              quoted(answer, "/env/ACTIONS_ID_TOKEN_REQUEST_URL"),
              quoted(answer, "/env/ACTIONS_ID_TOKEN_REQUEST_TOKEN"),
              quoted(answer, "/id"));
        });
  }

  /** The message of a refusal, or all of an answer that has none. */
  static String said(Answer answer) {
    return answer.body().path("message").asText(answer.toString());
  }

  private static void attribute(String argument, Map<String, Object> workload, Flags flags) {
    int equals = argument.indexOf('=');
    if (equals < 1) {
      throw flags.misused("'" + argument + "' is neither a flag nor name=value");
    }
    String value = argument.substring(equals + 1);
    if (argument.charAt(equals - 1) != ':') {
      workload.put(argument.substring(0, equals), value);
      return;
    }
    try {
      JsonNode json = STRICT_JSON.readTree(value);
      if (json.isMissingNode()) {
        throw flags.misused("'" + argument + "' has no value");
      }
      workload.put(argument.substring(0, equals - 1), json);
    } catch (JsonProcessingException e) {
      throw flags.misused("'" + argument + "' is not JSON");
    }
  }

  private static long seconds(String flag, Flags flags) {
    String value = flags.value(flag, HOUR);
    try {
      if (value.matches("\\d+")) {
        return Long.parseLong(value);
      }
      String iso = value.matches("\\d+d") ? "P" : "PT";
      return Duration.parse(iso + value.toUpperCase(Locale.ROOT)).toSeconds();
    } catch (DateTimeParseException | NumberFormatException e) {
      throw flags.misused(flag + " is a time such as 300, 300s, 5m, 1h or 1d, not '" + value + "'");
    }
  }

  /** For a shell, whatever is in it. */
  private static String quoted(Answer answer, String member) {
    String value = answer.body().at(member).asText();
    if (value.isEmpty()) {
      throw new IllegalStateException("the service's answer has no " + member);
    }
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
