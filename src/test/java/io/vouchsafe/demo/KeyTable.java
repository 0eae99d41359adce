package io.vouchsafe.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
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
 * @param out takes what is shown
 */
record KeyTable(Instant now, PrintStream out) {
  private static final List<String> COLUMNS =
      List.of(
          "key", "version", "phase", "kid", "created", "signs from", "signs until", "leaves JWKS");
  private static final int BRIEF = 8;

  /** As many as an answer can have (docs/openapi.yaml). */
  private static final int PAGE = 1000;

  /**
   * What a management port says, on all its pages, or a file in which it was saved.
   *
   * @throws IllegalStateException if it is neither
   */
  static JsonNode read(String from) {
    try {
      if (!from.startsWith("http://") && !from.startsWith("https://")) {
        return Http.JSON.readTree(Files.readString(Path.of(from)));
      }
      ObjectNode all = page(from, "");
      for (JsonNode next = all.path("next"); next.isTextual(); next = all.path("next")) {
        ObjectNode page = page(from, "&after=" + URLEncoder.encode(next.asText(), UTF_8));
        page.path("issuers").forEach(all.withArray("issuers")::add);
        all.set("next", page.path("next"));
      }
      return all;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(from + " is not JSON: " + e.getOriginalMessage(), e);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("cannot read " + from + ": there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + from + ": " + e.getMessage(), e);
    }
  }

  private static ObjectNode page(String from, String after) {
    Answer answer = Http.get("%s/keys?limit=%d%s".formatted(from, PAGE, after));
    if (answer.status() != 200) {
      throw new IllegalStateException(from + "/keys: " + Grant.said(answer));
    }
    return (ObjectNode) answer.body();
  }

  void print(JsonNode keys) {
    keys.path("issuers").forEach(this::printIssuer);
    if (keys.path("next").isTextual()) {
      out.printf("there are more issuers, after %s%n", text(keys.path("next")));
    }
  }

  private void printIssuer(JsonNode issuer) {
    out.printf("%s  %s", text(issuer.path("name")), text(issuer.path("issuer")));
    if (!issuer.path("in_use").asBoolean(true)) {
      out.printf("  not in use: nobody asked for it of late%n");
      return;
    }
    out.println();
    boolean several = issuer.findValuesAsText("region").stream().distinct().count() > 1;
    out.printf(
        "  policies %s, grant %s; clock off by %s s%n",
        brief(issuer.at("/policies/published")),
        brief(issuer.at("/policies/grant")),
        text(issuer.path("clock_offset_seconds")));

    List<List<String>> rows = new ArrayList<>();
    rows.add(several ? with("region", COLUMNS) : COLUMNS);
    for (JsonNode key : issuer.path("keys")) {
      for (JsonNode version : key.path("versions")) {
        List<String> row = row(key, version);
        rows.add(several ? with(text(key.path("region")), row) : row);
      }
    }
    print(rows);
    for (JsonNode key : issuer.path("keys")) {
      out.printf(
          "  %s%s: read %s; %s%n",
          text(key.path("name")), place(key, several), time(key, "read_at"), next(key));
    }
    for (JsonNode fault : issuer.path("faults")) {
      out.printf(
          "  ! %s%s: %s. %s%n",
          text(fault.path("key")),
          place(fault, several),
          text(fault.path("reason")),
          text(fault.path("remedy")));
    }
    out.println();
  }

  private static List<String> with(String first, List<String> row) {
    List<String> longer = new ArrayList<>(List.of(first));
    longer.addAll(row);
    return longer;
  }

  /** Where a key is, if there are several regions. */
  private static String place(JsonNode value, boolean several) {
    return several ? " in region " + text(value.path("region")) : "";
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

  private void print(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
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
      out.println(line.toString().stripTrailing());
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
