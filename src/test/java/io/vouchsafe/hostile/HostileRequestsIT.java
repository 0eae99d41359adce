package io.vouchsafe.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Http2Connection;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import io.vouchsafe.testing.RawConnection.Answer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single requests that nobody should send: each has its answer, and none makes a line of log. */
class HostileRequestsIT {
  private static final Duration HANGS = Duration.ofSeconds(20);
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0";
  private static final String LIST = "{\"tokens\":{\"A\":{\"audience\":\"%s\"}}}";
  private static final Peer PEER = Peer.number(9);

  private static Target target;
  private static String grant;

  private long linesBefore;

  @BeforeAll
  static void start() {
    target = Target.start("hostile-requests");
    grant = target.grant("hostile");
  }

  @AfterAll
  static void stop() {
    target.close();
  }

  @BeforeEach
  void countLines() {
    linesBefore = target.linesOfLog();
  }

  @AfterEach
  void theLogIsAsItWas() {
    assertEquals(linesBefore, target.linesOfLog(), target.service()::output);
  }

  static List<Malformed> malformed() {
    return Malformed.all();
  }

  @ParameterizedTest
  @MethodSource
  void malformed(Malformed malformed) throws IOException {
    refusedAndClosed(malformed.octets(), malformed.needsProblem());
  }

  /** What was answered before goes out, a token too, and nothing behind it is a request. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void malformedBehindAGoodOne(boolean tls) throws IOException {
    String good = Wording.idToken(grant, Target.ES256);
    try (RawConnection connection = tls ? target.connectTls(PEER) : target.connect(PEER)) {
      connection.send(good + "GET /id-token HTTP/1.1\r\n\r\n" + good);

      assertEquals(200, connection.answer(HANGS).orElseThrow().status());
      isRefusedAndClosed(connection, true);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zz", "-2", "0x2", ""})
  void junkInTheSizeOfAChunk(String size) throws IOException {
    String body = LIST.formatted(Target.ES256);
    String chunk = size + "\r\n" + body + "\r\n0\r\n\r\n";
    String head =
        Wording.head(
            "POST",
            "/id-tokens",
            Wording.bearer(grant),
            "Content-Type: application/json",
            "Transfer-Encoding: chunked");
    refusedOrOnlyClosed(head + chunk);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET / HTTQ/1.1\r\nHost: a\r\n\r\n", PREFACE, "\u0016\u0003\u0001\0\r\n\r\n"})
  void anotherProtocol(String octets) throws IOException {
    refusedOrOnlyClosed(octets);
  }

  @Test
  void aQueryThatIsNotPercentEncodedIsRefused() throws IOException {
    Answer answer = ask(Wording.head("GET", "/id-token?audience=%zz")).orElseThrow();
    assertEquals(400, answer.status());
    assertTrue(answer.isProblem(), answer::text);
  }

  @Test
  void aFoldedHeaderIsReplacedOrRefused() throws IOException {
    String folded = Wording.head("GET", "/.well-known/jwks.json", "X-A: a\r\n b");
    assertTrue(List.of(200, 400).contains(ask(folded).orElseThrow().status()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "a/b"})
  void aBodyOfGet(String type) throws IOException {
    String head =
        Wording.head(
            "GET",
            Wording.ID_TOKEN + Target.ES256,
            Wording.bearer(grant),
            "Content-Type: " + type,
            "Content-Length: 9");
    refusedAndClosed(head + "audience=", true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"FOO", "get", "PROPFIND", "M1234567"})
  void aMethodThatHttpDoesNotKnow(String method) throws IOException {
    Answer answer = ask(Wording.head(method, "/.well-known/jwks.json")).orElseThrow();
    assertEquals(501, answer.status(), answer::text);
  }

  @ParameterizedTest
  @ValueSource(ints = {600, 1_000})
  void aLongAudienceOfManyOctets(int length) throws IOException {
    String audience = URLEncoder.encode("\u6f22".repeat(length), UTF_8);
    Answer answer = ask(Wording.idToken(grant, audience)).orElseThrow();
    assertEquals(200, answer.status(), answer::text);
  }

  @Test
  void anAudienceThatIsTooLong() throws IOException {
    String audience = URLEncoder.encode("\u6f22".repeat(1_001), UTF_8);
    Answer answer = ask(Wording.idToken(grant, audience)).orElseThrow();
    assertTrue(answer.status() == 400 && answer.isProblem(), answer::text);
  }

  @Test
  void nothingIsUpgradedToHttp2InClearText() throws IOException {
    Answer upgrade =
        ask(Wording.head(
                "GET",
                "/.well-known/jwks.json",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAAQAAP__"))
            .orElseThrow();
    assertTrue(List.of(200, 400).contains(upgrade.status()), upgrade::text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[::1", "", "a b", "localhost:x"})
  void aMalformedAuthority(String authority) throws IOException {
    List<Integer> statuses = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (Http2Connection connection = target.http2(PEER, 65_535, statuses::add)) {
      connection.request(Wording.of(authority, "/.well-known/jwks.json"), true);
      connection.await(it -> it.answered() + it.reset() > 0 || it.closed(), HANGS);
      assertTrue(statuses.isEmpty() || statuses.equals(List.of(400)), statuses::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "GET /id-token HTTP/1.1\r\nHost: local", "\r\n"})
  void aHeadThatDoesNotEnd(String start) throws IOException {
    try (RawConnection connection = target.connect(PEER)) {
      connection.send(start);
      assertTrue(connection.ends(HANGS));
    }
  }

  @Test
  void withoutCredentialsNoBodyIsAwaited() throws IOException {
    Answer answer = ask(Wording.announced("/id-tokens", 1_000)).orElseThrow();
    assertEquals(401, answer.status(), answer::text);
  }

  @Test
  void aBodyThatDoesNotComeIsNotAwaitedForever() throws IOException {
    try (RawConnection connection = target.connect(PEER)) {
      connection.send(Wording.announced("/id-tokens", 1_000, Wording.bearer(grant)));
      Answer answer = trickled(connection).orElseThrow();
      assertEquals(408, answer.status(), answer::text);
      assertTrue(connection.ends(HANGS));
    }
  }

  private static Optional<Answer> trickled(RawConnection connection) throws IOException {
    for (int second = 0; second < HANGS.toSeconds(); second++) {
      connection.send(" ");
      try {
        return connection.answer(A_SECOND);
      } catch (SocketTimeoutException notYet) {
        // the next octet
      }
    }
    throw new AssertionError("no answer within " + HANGS);
  }

  private static Optional<Answer> ask(String octets) throws IOException {
    try (RawConnection connection = target.connect(PEER)) {
      connection.send(octets);
      return connection.answer(HANGS);
    }
  }

  private static void refusedOrOnlyClosed(String octets) throws IOException {
    try (RawConnection connection = target.connect(PEER)) {
      connection.send(octets);
      connection.answer(HANGS).ifPresent(answer -> assertEquals(400, answer.status()));
      assertTrue(connection.ends(HANGS), "the connection ends");
    }
  }

  private static void refusedAndClosed(String octets, boolean needsProblem) throws IOException {
    refusedAndClosed(target.connect(PEER), octets, needsProblem);
    refusedAndClosed(target.connectTls(PEER), octets, needsProblem);
  }

  private static void refusedAndClosed(
      RawConnection connection, String octets, boolean needsProblem) throws IOException {
    try (connection) {
      connection.send(octets);
      isRefusedAndClosed(connection, needsProblem);
    }
  }

  private static void isRefusedAndClosed(RawConnection connection, boolean needsProblem)
      throws IOException {
    Answer answer = connection.answer(HANGS).orElseThrow();
    assertEquals(400, answer.status(), answer::text);
    assertTrue(answer.isProblem() || (answer.body().length == 0 && !needsProblem), answer::text);
    assertTrue(connection.ends(HANGS), "the connection ends");
  }
}
