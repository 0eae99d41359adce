package io.vouchsafe.http;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Stage;
import java.util.Optional;

/** Who asks in the rows: they share one grant and one proof, and both are good. */
record Scene(Stage stage, String grant, String proof) {
  private static Optional<Scene> last = Optional.empty();

  static synchronized Scene on(Stage stage) {
    if (last.filter(scene -> scene.stage().url().equals(stage.url())).isEmpty()) {
      Client client = Client.of(stage);
      last = Optional.of(new Scene(stage, client.grant(Client.workload("d-42")), client.proof()));
    }
    return last.orElseThrow();
  }

  Client client() {
    return Client.of(stage);
  }

  /** {@code GET /id-token} with a good grant. */
  Request idToken(String query) {
    return Request.of("GET", "/id-token?" + query).bearer(grant);
  }

  /** {@code POST /id-tokens} with a good grant. */
  Request idTokens(String json) {
    return Request.of("POST", "/id-tokens").bearer(grant).json(json);
  }

  /** {@code POST /id-tokens} of a broker. */
  Request brokersIdTokens(String json) {
    return Request.of("POST", "/id-tokens").bearer(proof).json(json);
  }

  /** {@code POST /grants} with a good proof. */
  Request grants(String json) {
    return Request.of("POST", "/grants").bearer(proof).json(json);
  }
}
