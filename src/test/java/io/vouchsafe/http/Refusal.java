package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a request is refused.
 *
 * @param member the parameter or JSON member at fault, or empty
 * @param words something that the message says
 */
record Refusal(int status, String type, String member, String words) {
  static final Refusal NO_CREDENTIALS = new Refusal(401, "no-credentials", "", "");
  static final Refusal INVALID_CREDENTIALS = new Refusal(401, "invalid-credentials", "", "");

  static Refusal of(int status) {
    return new Refusal(
        status,
        switch (status) {
          case 400 -> "invalid-request";
          case 403 -> "forbidden";
          case 404 -> "not-found";
          case 405 -> "method-not-allowed";
          case 413 -> "too-large";
          case 415 -> "unsupported-media-type";
          case 501 -> "not-implemented";
          case 502 -> "wrong-answer";
          case 503 -> "unavailable";
          default -> throw new IllegalArgumentException(Integer.toString(status));
        },
        "",
        "");
  }

  static Refusal invalid(String member) {
    return new Refusal(400, "invalid-request", member, "");
  }

  static Refusal forbidden(String member) {
    return new Refusal(403, "forbidden", member, "");
  }

  Refusal saying(String words) {
    return new Refusal(status, type, member, words);
  }

  void check(Request sent, Reply reply) {
    assertEquals(status, reply.status(), reply::text);
    assertEquals("application/problem+json", reply.header("Content-Type"));
    assertEquals("no-store", reply.header("Cache-Control"));
    assertEquals(challenge(), reply.header("WWW-Authenticate"));
    assertEquals(status == 405, reply.has("Allow"), "Allow");
    assertEquals(status == 503, reply.has("Retry-After"), "Retry-After");
    reply.leaksNothingOf(sent);
    if (!sent.method().equals("HEAD")) {
      check(reply.json());
    }
  }

  private String challenge() {
    return switch (type) {
      case "no-credentials" -> "Bearer";
      case "invalid-credentials" -> "Bearer error=\"invalid_token\"";
      default -> "";
    };
  }

  /** The document alone, as it stands in an entry of {@code POST /id-tokens} too. */
  void check(JsonNode problem) {
    Set<String> members = new LinkedHashSet<>();
    problem.fieldNames().forEachRemaining(members::add);
    Set<String> expected =
        new LinkedHashSet<>(List.of("type", "title", "status", "detail", "message"));
    if (!member.isEmpty()) {
      expected.add("member");
    }
    assertEquals(expected, members, problem::toString);
    assertEquals("urn:vouchsafe:problem:" + type, problem.path("type").asText());
    assertEquals(status, problem.path("status").asInt());
    assertEquals(member, problem.path("member").asText());
    assertFalse(problem.path("title").asText().isBlank());
    assertFalse(problem.path("detail").asText().isBlank());
    assertEquals(problem.path("detail"), problem.path("message"));
    assertTrue(problem.path("detail").asText().contains(words), problem::toString);
  }
}
