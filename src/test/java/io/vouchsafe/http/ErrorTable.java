package io.vouchsafe.http;

import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.Stage;
import java.util.function.Function;

/** What the tables of errors share: a row, and the factories of its kinds. */
final class ErrorTable {
  static final String CANARY = "canary-in-a-coal-mine";

  private ErrorTable() {}

  /** A request that is refused, and how. */
  record Row(String name, Refusal refusal, Function<Scene, Request> request) {
    /** The message has these words in it. */
    Row says(String words) {
      return new Row(name, refusal.saying(words), request);
    }

    void check(Stage stage) {
      Request sent = request.apply(Scene.on(stage));
      refusal.check(sent, sent.send(stage));
    }

    @Override
    public String toString() {
      return refusal.status() + " " + name;
    }
  }

  static Row invalid(String name, String member, Function<Scene, Request> request) {
    return new Row(name, new Refusal(400, "invalid-request", member, ""), request);
  }

  static Row noCredentials(String name, Function<Scene, Request> request) {
    return new Row(name, Refusal.NO_CREDENTIALS, request);
  }

  static Row badCredentials(String name, Function<Scene, Request> request) {
    return new Row(name, Refusal.INVALID_CREDENTIALS, request);
  }

  static Row forbidden(String name, String member, Function<Scene, Request> request) {
    return new Row(name, new Refusal(403, "forbidden", member, ""), request);
  }

  static Row refused(String name, int status, Function<Scene, Request> request) {
    return new Row(name, Refusal.of(status), request);
  }

  static String remembered(String secret) {
    return IssuedSecrets.remember(secret);
  }
}
