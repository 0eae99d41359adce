package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.config.Workload;
import io.vouchsafe.agent.file.SampleSource;
import io.vouchsafe.agent.jwt.Jwt;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The socket of a workload: who may use it, and what it bounds. */
class UnixSocketTest {
  private static final String OIDC = "/v1/tokens/oidc";

  @TempDir Path folder;

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final SampleSource source = new SampleSource(Duration.ofHours(1));
  private final RequestCounts counts = new RequestCounts();
  private Path path;
  private UnixSocket socket;

  @BeforeEach
  void start() throws Fault {
    path = folder.resolve("api.sock");
    socket = start(Optional.empty());
  }

  private UnixSocket start(Optional<Integer> uid) throws Fault {
    CachedTokens tokens = new CachedTokens(source, InstantSource.system(), Said.outage(said::add));
    return UnixSocket.start(
        "socket", new Workload.Socket(path, uid), new FlyEndpoint(tokens), counts);
  }

  @AfterEach
  void close() {
    socket.close();
  }

  @Test
  void givesTheTokenAsText() throws Exception {
    String answer = Wire.post(path, OIDC, "{\"aud\":\"a\"}");

    assertEquals(200, Wire.status(answer), answer);
    assertTrue(answer.contains("Content-Type: text/plain"), answer);
    assertEquals(List.of("a"), Jwt.decode(Wire.body(answer)).audiences());
  }

  @Test
  void isARequestUrlToo() throws Exception {
    String answer =
        Wire.send(path, "GET /?api-version=1&audience=b HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertEquals(200, Wire.status(answer), answer);
    assertTrue(Wire.body(answer).startsWith("{\"count\":"), answer);
  }

  @Test
  void isItsOwnersAlone() throws IOException {
    assertEquals(fromString("rw-------"), Files.getPosixFilePermissions(path));
  }

  @Test
  void anotherUsersProcessIsRefused() throws Exception {
    assumeTrue((int) Files.getAttribute(path, "unix:uid") == 0, "only root gives sockets away");
    socket.close();
    socket = start(Optional.of(12_345));

    assertEquals(12_345, Files.getAttribute(path, "unix:uid"));
    assertEquals(403, Wire.status(Wire.post(path, OIDC, "{\"aud\":\"a\"}")));
    assertEquals(0, source.asked());
  }

  /** Who owns a folder can put a link in the socket's place before root gives that away. */
  @Test
  void rootMakesNoSocketWhereAnotherUserReplacesFiles() throws Exception {
    assumeTrue((int) Files.getAttribute(path, "unix:uid") == 0, "only root gives sockets away");
    Path others = Files.createDirectory(path.resolveSibling("others"));
    Path roots = Files.createDirectory(others.resolve("roots"));
    Files.setAttribute(others, "unix:uid", 12_345);

    for (Path folder : List.of(others, roots)) {
      Workload.Socket at = new Workload.Socket(folder.resolve("api.sock"), Optional.of(12_345));
      Fault fault =
          assertThrows(
              Fault.class,
              () -> UnixSocket.start("socket", at, request -> Reply.notFound(), counts));
      assertTrue(fault.getMessage().contains(others + " is another user's"), fault.getMessage());
      assertFalse(Files.exists(at.path()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"aud\":1}|400",
        "{\"aud\":\"\"}|400",
        "{\"audience\":\"a\"}|400",
        "[]|400",
        "{\"aud\":\"a\",\"aud\":\"b\"}|400",
        "{\"aud\":\"a\",\"ttl\":\"long\"}|400"
      })
  void saysWhatIsWrongWithABody(String body, int status) throws IOException {
    assertEquals(status, Wire.status(Wire.post(path, OIDC, body)));
    assertEquals(0, source.asked());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "POST /v1/tokens/oidc HTTP/1.1\r\nno header\r\n\r\n",
        "POST http://a/ HTTP/1.1\r\n\r\n",
        "POST /v1/tokens/oidc HTTP/1.1\r\nContent-Length: 99999\r\n\r\n",
        "POST /v1/tokens/oidc HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/tokens/oidc HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST /v1/tokens/oidc HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void saysWhatIsWrongWithAHead(String head) throws IOException {
    assertEquals(400, Wire.status(Wire.send(path, head)));
  }

  @Test
  void aHeadHasAnEnd() throws IOException {
    String answer = Wire.send(path, "GET / HTTP/1.1\r\nX: " + "x".repeat(9 * 1024));

    assertEquals(400, Wire.status(answer));
    assertTrue(answer.contains("8 KiB"), answer);
  }

  @ParameterizedTest
  @CsvSource({"GET, 405", "PUT, 405"})
  void oneMethodIsAnswered(String method, int status) throws IOException {
    String answer = Wire.send(path, method + " /v1/tokens/oidc HTTP/1.1\r\n\r\n");

    assertEquals(status, Wire.status(answer));
    assertTrue(answer.contains("Allow: POST"), answer);
  }

  @Test
  void whoStopsHalfwayDoesNotKeepOthersWaitingForEver() throws Exception {
    try (SocketChannel slow = Wire.connect(path)) {
      slow.write(ByteBuffer.wrap("GET /?audience".getBytes(ISO_8859_1)));

      assertEquals(200, Wire.status(Wire.post(path, OIDC, "{\"aud\":\"a\"}")));
      assertTrue(slow.isOpen());
    }
  }

  @Test
  void whoGoesAwayEndsNothing() throws Exception {
    for (int i = 0; i < 3; i++) {
      Wire.connect(path).close();
    }
    assertEquals(200, Wire.status(Wire.post(path, OIDC, "{\"aud\":\"a\"}")));
  }

  @Test
  void theFileIsGoneAfterwards() {
    socket.close();

    assertFalse(Files.exists(path));
  }

  @Test
  void aFileThatAKilledAgentLeftIsReplaced() throws Exception {
    Path left = folder.resolve("left.sock");
    ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    killed.bind(UnixDomainSocketAddress.of(left));
    killed.close();
    assertTrue(Files.exists(left));

    path = left;
    try (UnixSocket anew = start(Optional.empty())) {
      assertEquals(200, Wire.status(Wire.post(left, OIDC, "{\"aud\":\"a\"}")));
    }
  }

  @Test
  void aSocketAtWhichSomebodyListensIsLeft() throws IOException {
    Fault fault = assertThrows(Fault.class, () -> start(Optional.empty()));

    assertEquals(ExitCode.FILE, fault.code());
    assertTrue(fault.getMessage().contains("another agent"), fault::getMessage);
    assertEquals(200, Wire.status(Wire.post(path, OIDC, "{\"aud\":\"a\"}")));
  }

  @Test
  void aPathHasAnEnd() throws Fault {
    int name = 106 - folder.toString().length() - 1;
    path = folder.resolve("s".repeat(name));
    start(Optional.empty()).close();

    path = folder.resolve("s".repeat(name + 1));
    Fault fault = assertThrows(Fault.class, () -> start(Optional.empty()));

    String words = "its path has 107 octets, and 106 is the most; choose a shorter one";
    assertTrue(fault.getMessage().contains(words), fault::getMessage);
    assertFalse(Files.exists(path));
  }

  @Test
  void whatIsNoSocketIsLeft() throws IOException {
    path = Files.writeString(folder.resolve("file"), "mine");

    assertThrows(Fault.class, () -> start(Optional.empty()));
    assertEquals("mine", Files.readString(path));
  }

  @Test
  void aFolderThatOthersMayWriteIsRefused() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, fromString("rwxrwxrwx"));
    path = open.resolve("api.sock");

    assertThrows(Fault.class, () -> start(Optional.empty()));
    assertFalse(Files.exists(path));
  }
}
