package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http.Answer;

/** What the service says of itself on the operators' port. */
public record Health(Stage stage) {

  /** Is the process alive? */
  public Answer live() {
    return ask("/q/health/live");
  }

  /** Is there a key set to serve? */
  public Answer ready() {
    return ask("/q/health/ready");
  }

  /** Are the ports open? */
  public Answer started() {
    return ask("/q/health/started");
  }

  /** Can tokens be signed? */
  public Answer signing() {
    return ask("/q/health/group/signing");
  }

  /** Is it alive, ready and able to sign? */
  public boolean good() {
    return up(live()) && up(ready()) && up(signing());
  }

  /** What it says of everything, for messages. */
  public String text() {
    return live().http().body() + ready().http().body() + signing().http().body();
  }

  /** Whether the answer is UP; status and body have to agree. */
  public static boolean up(Answer answer) {
    boolean up = answer.text("status").equals("UP");
    assertEquals(up ? 200 : 503, answer.status(), answer.http().body());
    return up;
  }

  /** The reasons in an answer, as one text. */
  public static String reasons(Answer answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode check : answer.body().path("checks")) {
      check
          .path("data")
          .properties()
          .forEach(entry -> text.append(entry.getKey() + ": " + entry.getValue().asText() + "\n"));
    }
    return text.toString();
  }

  /** What keeps a service from being ready, for messages, by what its management port says. */
  public static String unready(String managementUrl) {
    try {
      return "it is not: " + reasons(Http.get(managementUrl + "/q/health/ready")).strip();
    } catch (RuntimeException e) {
      return "it is not, and its health does not answer: " + e.getMessage();
    }
  }

  private Answer ask(String path) {
    return Client.of(stage).get(stage.managementUrl() + path);
  }
}
