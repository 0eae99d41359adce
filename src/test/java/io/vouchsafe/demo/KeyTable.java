package io.vouchsafe.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows what {@code GET /keys} says as a table, times as people say them.
 *
 * @param now the time that others are told from
 */
record KeyTable(Instant now) {
  private static final List<String> COLUMNS =
      List.of(
          "key", "version", "phase", "kid", "created", "signs from", "signs until", "leaves JWKS");
  private static final int BRIEF = 8;

  /**
   * What a management port says, or a file in which it was saved.
   *
   * @throws IllegalStateException if it is neither
   */
  static JsonNode read(String from) {
    try {
      if (!from.startsWith("http://") && !from.startsWith("https://")) {
        return Http.JSON.readTree(Files.readString(Path.of(from)));
      }
      Answer answer = Http.get(from + "/keys");
      if (answer.status() != 200) {
        throw new IllegalStateException(from + "/keys: " + Grant.said(answer));
      }
      return answer.body();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(from + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("cannot read " + from + ": there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + from + ": " + e.getMessage(), e);
    }
  }

  void print(JsonNode keys) {
    keys.path("issuers").forEach(this::printIssuer);
  }

  private void printIssuer(JsonNode issuer) {
    System.out.printf("%s  %s%n", text(issuer.path("name")), text(issuer.path("issuer")));
    System.out.printf(
        "  policies %s, grant %s; clock off by %s s%n",
        brief(issuer.at("/policies/published")),
        brief(issuer.at("/policies/grant")),
        text(issuer.path("clock_offset_seconds")));

    List<List<String>> rows = new ArrayList<>();
    rows.add(COLUMNS);
    for (JsonNode key : issuer.path("keys")) {
      for (JsonNode version : key.path("versions")) {
        rows.add(row(key, version));
      }
    }
    print(rows);
    for (JsonNode key : issuer.path("keys")) {
      System.out.printf(
          "  %s: read %s; %s%n", text(key.path("name")), time(key, "read_at"), next(key));
    }
    for (JsonNode fault : issuer.path("faults")) {
      System.out.printf(
          "  ! %s: %s. %s%n",
          text(fault.path("key")), text(fault.path("reason")), text(fault.path("remedy")));
    }
    System.out.println();
  }

  private List<String> row(JsonNode key, JsonNode version) {
    return List.of(
        text(key.path("name")),
        text(version.path("version")),
        text(version.path("phase")),
        brief(version.path("kid")),
        time(version, "created"),
        time(version, "signs_from"),
        time(version, "signs_until"),
        time(version, "leaves_jwks_at"));
  }

  private static void print(List<List<String>> rows) {
    int[] widths = new int[COLUMNS.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int i = 0; i < widths.length; i++) {
        line.append(' ').append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 1);
      }
      System.out.println(line.toString().stripTrailing());
    }
  }

  private String next(JsonNode key) {
    String action = text(key.path("next_action"));
    if (!key.path("next_action_at").isTextual()) {
      return action;
    }
    String time = time(key, "next_action_at");
    return action.equals("keep") ? "nothing is due yet, next " + time : action + ", due " + time;
  }

  private String time(JsonNode value, String name) {
    JsonNode time = value.path(name);
    return time.isTextual() ? relative(Instant.parse(time.asText())) : "-";
  }

  private String relative(Instant time) {
    Duration away = Duration.between(now, time);
    String length = length(away.abs());
    if (length.equals("0s")) {
      return "now";
    }
    return away.isNegative() ? length + " ago" : "in " + length;
  }

  /** The largest unit and the next smaller one where it tells something: 2d 3h, 5m, 45s. */
  private static String length(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return both(seconds / 60, "m", seconds < 600 ? seconds % 60 : 0, "s");
    }
    if (seconds < 86_400) {
      return both(seconds / 3_600, "h", seconds % 3_600 / 60, "m");
    }
    return both(seconds / 86_400, "d", seconds % 86_400 / 3_600, "h");
  }

  private static String both(long large, String unit, long small, String smallerUnit) {
    return small == 0 || large > 99 ? large + unit : large + unit + " " + small + smallerUnit;
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() || value.isNull() ? "-" : value.asText();
  }

  private static String brief(JsonNode digest) {
    String text = text(digest);
    return text.length() > BRIEF ? text.substring(0, BRIEF) : text;
  }
}
