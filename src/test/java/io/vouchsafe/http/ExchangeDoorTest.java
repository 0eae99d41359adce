package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.RawConnection.Answer;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers at the form of a token exchange: slow, large, many, leaving, and writing nonsense. */
@QuarkusTest
@QuarkusTestResource(value = ExchangeStage.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = ExchangeDoorTest.Narrow.class, restrictToAnnotatedClass = true)
class ExchangeDoorTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final int OF_ONE = 200;
  private static final int OF_A_PEER = 8;
  private static final String SLOW = ExchangeForms.announced(1000) + "grant_type=";

  /** Rates that a test can reach. */
  public static final class Narrow implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
      return Map.of(
          "vouchsafe.http.rates.exchange",
          "3",
          "vouchsafe.http.rates.peer",
          Integer.toString(OF_A_PEER));
    }

    @Override
    public void stop() {}
  }

  Stage stage;
  private final List<RawConnection> connections = new ArrayList<>();

  @BeforeEach
  void awaitKeys() {
    eventually("the keys", () -> Client.of(stage).get("/.well-known/jwks.json").status() == 200);
    eventually("no form", () -> forms() == 0);
  }

  @AfterEach
  void close() throws IOException {
    for (RawConnection connection : connections) {
      connection.close();
    }
    eventually("no form", () -> forms() == 0);
  }

  private RawConnection from(int peer) throws IOException {
    RawConnection connection =
        new RawConnection(Peer.number(peer).connect(URI.create(stage.url()).getPort()));
    connections.add(connection);
    return connection;
  }

  /** Of somebody who did not come before. */
  private static String good() {
    return goodOf("repo:" + UUID.randomUUID());
  }

  private static String goodOf(String subject) {
    String token = SubjectTokens.GITHUB.token(it -> it.put("sub", subject));
    return ExchangeForms.whole(ExchangeForms.of(token).encoded());
  }

  private static Answer answer(RawConnection connection) throws IOException {
    return connection.answer(LONG).orElseThrow();
  }

  private static void assertError(int status, String error, Answer answer) {
    assertEquals(status, answer.status(), answer::text);
    assertEquals("application/json", answer.header("Content-Type").split(";", 2)[0]);
    assertTrue(answer.text().startsWith("{\"error\":\"" + error + "\""), answer::text);
    assertEquals("no-store", answer.header("Cache-Control"));
    assertEquals(status == 429 || status == 503, !answer.header("Retry-After").isEmpty());
  }

  private double forms() {
    return new Metrics(stage).value("vouchsafe_http_room_forms");
  }

  private double bites(Limit limit) {
    return new Metrics(stage)
        .value("vouchsafe_http_limit_total{limit=\"%s\"}".formatted(limit.label()));
  }

  @Test
  void aFormThatDripsIsCutAndItsConnectionEnds() throws IOException {
    double before = bites(Limit.BODY_TIME);
    RawConnection slow = from(OF_ONE);
    slow.send(SLOW);

    assertError(408, "invalid_request", answer(slow));
    assertTrue(slow.ends(LONG));
    assertEquals(before + 1, bites(Limit.BODY_TIME));
  }

  /** The time is for all of it: a form that goes on coming gets no more. */
  @Test
  void oneThatGoesOnComingIsCutAsWell() throws IOException, InterruptedException {
    RawConnection slow = from(OF_ONE + 1);
    slow.send(ExchangeForms.announced(16_000));
    Thread dripping = Thread.ofVirtual().start(() -> slow.dripUnread("a=b&".repeat(25)));

    assertError(408, "invalid_request", answer(slow));
    assertTrue(slow.ends(LONG));
    dripping.join();
  }

  @Test
  void aFormThatIsTooLargeIsNotReadWhereItSaysSo() throws IOException {
    RawConnection large = from(OF_ONE + 2);
    large.send(ExchangeForms.announced(17 * 1024));

    assertError(413, "invalid_request", answer(large));
  }

  @Test
  void norFurtherThanItMayBeWhereItDoesNot() throws IOException {
    RawConnection large = from(OF_ONE + 3);
    large.send(
        ExchangeForms.head("Transfer-Encoding: chunked") + "4400\r\n" + "a".repeat(17 * 1024));

    assertError(413, "invalid_request", answer(large));
  }

  @Test
  void theLargestOneIsRead() throws IOException {
    String form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded() + "&x=";
    RawConnection large = from(OF_ONE + 4);
    large.send(ExchangeForms.whole(form + "a".repeat(16 * 1024 - form.length())));
    assertEquals(200, answer(large).status());

    large.send(ExchangeForms.whole(form + "a".repeat(16 * 1024 - form.length() + 1)));
    assertError(413, "invalid_request", answer(large));
  }

  @Test
  void whoLeavesInTheMiddleLeavesNoRoomTaken() throws IOException {
    for (int i = 0; i < 4; i++) {
      RawConnection leaving = from(OF_ONE + 5);
      leaving.send(SLOW);
    }
    eventually("four forms", () -> forms() == 4);

    for (RawConnection leaving : connections) {
      leaving.reset();
    }
    eventually("no form", () -> forms() == 0);
    RawConnection next = from(OF_ONE + 5);
    next.send(good());
    assertEquals(200, answer(next).status());
  }

  @Test
  void theFifthThatIsWaitedForOfOnePeerIsRefusedAndNobodyElse() throws IOException {
    double before = bites(Limit.FORMS);
    fill(OF_ONE + 6, 4);
    eventually("four forms", () -> forms() == 4);
    RawConnection fifth = from(OF_ONE + 6);
    fifth.send(SLOW);
    assertError(503, "temporarily_unavailable", answer(fifth));
    assertTrue(fifth.ends(LONG));
    assertEquals(before + 1, bites(Limit.FORMS));

    fill(OF_ONE + 7, 1);
    eventually("five forms", () -> forms() == 5);
  }

  @Test
  void sixtyFourAreAllThatAreWaitedFor() throws IOException {
    fillAll(OF_ONE + 10);
    RawConnection next = from(OF_ONE + 30);
    next.send(SLOW);

    assertError(503, "temporarily_unavailable", answer(next));
  }

  @Test
  void aFormThatComesWithItsHeadWaitsForNoOther() throws IOException {
    fillAll(OF_ONE + 160);
    for (int peer : List.of(OF_ONE + 160, OF_ONE + 180)) {
      RawConnection whole = from(peer);
      whole.send(good());
      assertEquals(200, answer(whole).status());
    }
  }

  /** All forms that may be are waited for. */
  private void fillAll(int firstPeer) throws IOException {
    for (int i = 0; i < 16; i++) {
      fill(firstPeer + i, 4);
    }
    eventually("64 forms", () -> forms() == 64);
  }

  /** So many forms of one peer are waited for. */
  private void fill(int peer, int forms) throws IOException {
    for (int i = 0; i < forms; i++) {
      from(peer).send(SLOW);
    }
  }

  @Test
  void aFormWhoseClientAsksIsToldToGoOn() throws IOException {
    String form = ExchangeForms.of(SubjectTokens.GITHUB.token()).encoded();
    RawConnection polite = from(OF_ONE + 31);
    polite.send(ExchangeForms.head("Content-Length: " + form.length(), "Expect: 100-continue"));
    assertTrue(polite.provisional().startsWith("HTTP/1.1 100"));
    polite.send(form);

    assertEquals(200, answer(polite).status());
  }

  /** Each subject is a caller of its own, wherever its forms come from. */
  @Test
  void aSubjectHasARateOfItsOwn() throws IOException {
    double before = bites(Limit.EXCHANGE_RATE);
    RawConnection connection = from(OF_ONE + 32);
    String mine = goodOf("repo:rate");
    for (int i = 0; i < 3; i++) {
      connection.send(mine);
      assertEquals(200, answer(connection).status());
    }
    RawConnection elsewhere = from(OF_ONE + 33);
    elsewhere.send(mine);
    Answer tooMany = answer(elsewhere);
    connection.send(good());

    assertError(429, "temporarily_unavailable", tooMany);
    assertTrue(tooMany.header("RateLimit-Policy").startsWith("\"exchange\";q=3"));
    assertEquals(200, answer(connection).status());
    assertEquals(before + 1, bites(Limit.EXCHANGE_RATE));
  }

  /** Before its form is read, and whatever is in it. */
  @Test
  void aPeerHasARateForItsForms() throws IOException {
    RawConnection flood = from(OF_ONE + 34);
    for (int i = 0; i < OF_A_PEER; i++) {
      flood.send(ExchangeForms.whole("nonsense=1"));
      assertError(400, "invalid_request", answer(flood));
    }
    flood.send(ExchangeForms.announced(1000));

    assertError(429, "temporarily_unavailable", answer(flood));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%",
        "audience=%zz",
        "audience=%u0041",
        "audience=%ff%fe",
        "a\u0000b=c",
        "\u0000\u0000\u0000\u0000",
        "\u00ef\u00bb\u00bfgrant_type=x",
        "{\"grant_type\":\"x\"}",
        "--x\r\nContent-Disposition: form-data; name=\"grant_type\"\r\n\r\nx\r\n--x--",
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&grant_type=x",
      })
  void nonsenseIsAnErrorAndTheConnectionGoesOn(String form) throws IOException {
    RawConnection connection = from(OF_ONE + 40 + Math.floorMod(form.hashCode(), 100));
    connection.send(ExchangeForms.whole(form));
    assertError(400, "invalid_request", answer(connection));

    connection.send(good().getBytes(ISO_8859_1));
    assertTrue(Client.of(stage).get("/.well-known/live").status() == 200);
    assertEquals(200, answer(connection).status());
  }
}
