package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What balancers are told at the public port. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
class LiveTest {
  private static final String PATH = "/.well-known/live";

  Stage stage;
  private Client client;

  @BeforeEach
  void callsTheFirstIssuer() {
    client = Client.of(stage);
  }

  @AfterEach
  void mend() {
    stage.vault().mend();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD"})
  void is200WithoutABodyWhateverVaultDoes(String method) {
    stage.vault().down();

    Answer answer = client.call(method, PATH, null);

    assertEquals(200, answer.status());
    assertEquals("", answer.http().body());
    assertEquals("no-store", answer.header("Cache-Control"));
  }

  @Test
  void standsAtTheRootOfThePortAndNotUnderAnIssuer() {
    assertEquals(404, Client.ofSecond(stage).get(PATH).status());
    assertEquals(404, client.get(PATH + "/second").status());
    assertEquals(404, client.get(PATH + "/").status());
  }

  @Test
  void takesNothing() {
    Answer answer = client.call("POST", PATH, "{}", "Content-Type", "application/json");

    assertEquals(405, answer.status());
    assertEquals("GET, HEAD", answer.header("Allow"));
  }

  @Test
  void isCountedByItsPath() {
    client.get(PATH + "?from=" + System.nanoTime());

    Eventually.eventually(PATH, () -> new Metrics(stage).text().contains("uri=\"" + PATH + "\""));
    assertFalse(new Metrics(stage).text().contains("from="));
  }
}
