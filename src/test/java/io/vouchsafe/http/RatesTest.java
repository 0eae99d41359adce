package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who asks too often is told when to come again, and nobody else notices. */
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = RatesTest.Low.class, restrictToAnnotatedClass = true)
class RatesTest {

  /** Rates that a test can reach. */
  public static final class Low implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      return Map.of(
          "vouchsafe.http.rates.grant", "4",
          "vouchsafe.http.rates.broker", "40",
          "vouchsafe.http.rates.peer", "30",
          "vouchsafe.http.proxies", "127.0.0.64/26");
    }

    @Override
    public void stop() {}
  }

  Stage stage;

  private Client client() {
    return Client.of(stage);
  }

  private double bites(Limit limit) {
    return new Metrics(stage)
        .value("vouchsafe_http_limit_total{limit=\"%s\"}".formatted(limit.label()));
  }

  private static void isTooOften(Answer answer, String policy) {
    assertEquals(429, answer.status(), answer.http().body());
    assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1);
    assertTrue(answer.header("RateLimit-Policy").startsWith("\"" + policy + "\";q="));
    assertTrue(answer.header("RateLimit-Policy").endsWith(";w=60"));
    assertEquals(
        answer.header("Retry-After"),
        answer.header("RateLimit").replaceFirst("^\"" + policy + "\";r=\\d+;t=", ""));
  }

  @Test
  void oneGrantHasItsRateAndAnotherHasItsOwn() {
    String greedy = client().grant(Client.workload("d-greedy"));
    String good = client().grant(Client.workload("d-good"));
    double before = bites(Limit.GRANT_RATE);
    for (int i = 0; i < 4; i++) {
      assertEquals(200, client().idToken(greedy, "a").status());
    }
    isTooOften(client().idToken(greedy, "a"), "grant");
    assertEquals(before + 1, bites(Limit.GRANT_RATE));
    assertEquals(200, client().idToken(good, "a").status());
  }

  @Test
  void aListCountsByItsTokens() {
    String grant = client().grant(Client.workload("d-list"));
    assertEquals(200, list(grant, 3).status());
    isTooOften(list(grant, 2), "grant");
    assertEquals(200, list(grant, 1).status());
  }

  @Test
  void aPreviewCountsAsItsTokensWould() {
    String grant = client().grant(Client.workload("d-preview"));
    assertEquals(200, list("/id-tokens/preview", grant, 3).status());
    isTooOften(list("/id-tokens/preview", grant, 2), "grant");
    isTooOften(list(grant, 2), "grant");
    assertEquals(200, list(grant, 1).status());
  }

  @Test
  void aListThatIsMoreThanARateIsToldSo() {
    Answer answer = list(client().grant(Client.workload("d-long")), 5);
    isTooOften(answer, "grant");
    assertTrue(answer.text("detail").contains("ask for fewer"), answer.text("detail"));
  }

  @Test
  void aBodyThatAsksForNothingCountsByItsSize() {
    String grant = client().grant(Client.workload("d-nothing"));
    Map<String, Object> nothing = Map.of("tokens", Map.of(), "padding", "x".repeat(3 * 1024));
    assertEquals(400, client().post("/id-tokens", grant, nothing).status());
    isTooOften(client().post("/id-tokens", grant, nothing), "grant");
  }

  @Test
  void whoGoesOnAskingIsRefusedBeforeItsBodyIsRead() throws IOException {
    String grant = client().grant(Client.workload("d-impatient"));
    assertEquals(200, list(grant, 4).status());
    for (int i = 0; i < 3; i++) {
      isTooOften(list(grant, 4), "grant");
    }
    try (RawConnection connection =
        new RawConnection(Peer.number(4).connect(URI.create(stage.url()).getPort()))) {
      connection.send(
          "POST /id-tokens HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
              + "Content-Length: 1000\r\nAuthorization: Bearer %s\r\n\r\n".formatted(grant));
      assertEquals(429, connection.answer().orElseThrow().status());
    }
  }

  private Answer list(String grant, int size) {
    return list("/id-tokens", grant, size);
  }

  private Answer list(String path, String grant, int size) {
    Map<String, Object> tokens = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      tokens.put("T" + i, Map.of("audience", "a"));
    }
    return client().post(path, grant, Map.of("tokens", tokens));
  }

  @Test
  void onePeerHasItsRateOfUnknownCredentialsAndKnownOnesDoNotCount() throws IOException {
    String grant = client().grant(Client.workload("d-peer"));
    assertEquals(200, status(Peer.number(1), grant, ""));
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      int status = status(Peer.number(1), "e30.e30." + "A".repeat(4 + 4 * i), "");
      assertTrue(status == 401 || status == 429, () -> "status " + status);
      refused += status == 429 ? 1 : 0;
    }
    assertTrue(refused >= 10, "refused " + refused);
    assertEquals(200, status(Peer.number(1), grant, ""));
    assertEquals(401, status(Peer.number(2), "e30.e30.AAAA", ""));
  }

  @Test
  void aProxysWordCountsAndAStrangersDoesNot() throws IOException {
    for (int i = 0; i < 40; i++) {
      String peer = "X-Forwarded-For: 203.0.113." + i + "\r\n";
      assertEquals(401, status(Peer.number(70), "e30.e30." + "B".repeat(4 + 4 * i), peer));
    }
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      String peer = "X-Forwarded-For: 203.0.113." + i + "\r\n";
      refused += status(Peer.number(3), "e30.e30." + "C".repeat(4 + 4 * i), peer) == 429 ? 1 : 0;
    }
    assertTrue(refused >= 10, "refused " + refused);
  }

  private int status(Peer peer, String bearer, String headers) throws IOException {
    try (RawConnection connection =
        new RawConnection(peer.connect(URI.create(stage.url()).getPort()))) {
      connection.send(
          "GET /id-token?audience=a HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\n%s\r\n"
              .formatted(bearer, headers));
      return connection.answer().orElseThrow().status();
    }
  }
}
