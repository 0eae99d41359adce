package io.vouchsafe.http;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Stage;
import java.util.stream.IntStream;

/** Bodies of the two calls that have one, good and with one thing changed. */
final class Bodies {
  static final String WORKLOAD = "{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":\"d-42\"}";
  static final String GRANT = "{\"workload\":" + WORKLOAD + ",\"audiences\":[\"api.example\"]}";
  static final String TOKENS = "{\"tokens\":{\"A\":{\"audience\":\"api.example\"}}}";

  private Bodies() {}

  /** A request for a grant that is fulfilled. */
  static void taken(Stage stage, Request request) {
    Reply reply = request.send(stage);

    assertEquals(201, reply.status(), reply::text);
    ErrorTable.remembered(reply.json().path("grant").asText());
  }

  static Request bearing(Scene scene, String path) {
    return Request.of("POST", path).bearer(path.equals("/grants") ? scene.proof() : scene.grant());
  }

  static String padded(String json, int length) {
    return json + " ".repeat(length - json.length());
  }

  /** A good request for a grant in which one member is another one. */
  static String with(String member, String json) {
    return switch (member) {
      case "workload" -> "{\"workload\":" + json + ",\"audiences\":[\"api.example\"]}";
      case "audiences" -> "{\"workload\":" + WORKLOAD + ",\"audiences\":" + json + "}";
      default -> GRANT.substring(0, GRANT.length() - 1) + ",\"" + member + "\":" + json + "}";
    };
  }

  /** A good workload with one attribute more, or another one. */
  static String attributes(String attribute, String value) {
    return attribute.equals("deployment")
        ? "{\"org\":\"shop\",\"app\":\"checkout\",\"deployment\":" + value + "}"
        : WORKLOAD.substring(0, WORKLOAD.length() - 1) + ",\"" + attribute + "\":" + value + "}";
  }

  static String deployment(String value) {
    return attributes("deployment", "\"" + value + "\"");
  }

  static String strings(int count, String prefix) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + prefix + i + "\"")
        .collect(joining(",", "[", "]"));
  }

  static Request edge(Scene scene, String json) {
    return Request.of("POST", "/grants").bearer(scene.client().proof("edge/eu-1")).json(json);
  }
}
