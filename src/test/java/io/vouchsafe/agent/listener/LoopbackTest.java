package io.vouchsafe.agent.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may not ask a port of loopback, whatever it serves. */
class LoopbackTest {
  private final RequestCounts counts = new RequestCounts();
  private Loopback listener;

  @BeforeEach
  void start() throws Fault {
    listener =
        Loopback.start(
            "sample", "127.0.0.1", 0, request -> Reply.text(200, "secret of it"), counts);
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private void assertForbidden(String head) throws IOException {
    String answer = Wire.send(listener.port(), "GET / HTTP/1.1\n" + head);

    assertTrue(Wire.status(answer) == 403 || Wire.status(answer) == 400, answer);
    assertFalse(answer.contains("secret of it"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "[::1]:PORT"})
  void namesOfLoopbackAreAnswered(String host) throws IOException {
    String answer = Wire.send(listener.port(), "GET / HTTP/1.1\nHost: " + host + "\n");

    assertEquals(200, Wire.status(answer), answer);
    assertTrue(answer.toLowerCase(Locale.ROOT).contains("cache-control: no-store"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rebound.example.com:PORT",
        "rebound.example.com",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.example.com:PORT",
        "localhost:PORT.example.com",
        ""
      })
  void otherNamesAreRefused(String host) throws IOException {
    assertForbidden("Host: " + host + "\n");
  }

  @Test
  void noNameAndTwoNamesAreRefused() throws IOException {
    assertForbidden("");
    assertForbidden("Host: localhost:PORT\nHost: localhost:PORT\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.com", "http://localhost:PORT", "null"})
  void pagesAreRefused(String origin) throws IOException {
    assertForbidden("Host: localhost:PORT\nOrigin: " + origin + "\n");
  }

  @Test
  void aProxyItIsNot() throws IOException {
    String answer =
        Wire.send(listener.port(), "GET http://example.com/ HTTP/1.1\nHost: localhost:PORT\n");

    assertEquals(400, Wire.status(answer), answer);
  }

  @Test
  void otherAddressesOfTheMachineAreNotListenedOn() throws IOException {
    Optional<InetAddress> other =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .findAny();
    assumeTrue(other.isPresent());

    assertThrows(ConnectException.class, () -> new Socket(other.get(), listener.port()).close());
  }

  @Test
  void aHeadWithoutAnEndIsNotReadForEver() throws IOException {
    String header = "X-Long: " + "x".repeat(64 * 1024) + "\n";
    try {
      String answer = Wire.get(listener.port(), "/", header);
      assertFalse(answer.contains("secret of it"), answer);
    } catch (SocketException e) {
      assertEquals("{}", counts.all().toString());
    }
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    Fault fault =
        assertThrows(
            Fault.class,
            () ->
                Loopback.start(
                    "health", "127.0.0.1", listener.port(), request -> Reply.notFound(), counts));

    assertEquals(ExitCode.MISUSED, fault.code());
    assertTrue(fault.getMessage().contains("127.0.0.1:" + listener.port()), fault::getMessage);
    assertTrue(fault.getMessage().startsWith("the health port cannot"), fault::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such-host.invalid", "192.0.2.1"})
  void anAddressThatIsNotTheMachinesIsNoMatterOfThePort(String address) {
    Fault fault =
        assertThrows(
            Fault.class,
            () -> Loopback.start("health", address, 0, request -> Reply.notFound(), counts));

    String words = address + " is no address of this machine";
    assertTrue(fault.getMessage().contains(words), fault::getMessage);
    assertFalse(fault.getMessage().contains("another port"), fault::getMessage);
  }

  @Test
  void eachAnswerIsCounted() throws IOException {
    Wire.get(listener.port(), "/", "");
    Wire.get(listener.port(), "/", "");
    Wire.get(listener.port(), "/", "Origin: null\n");

    assertEquals(
        "{Kind[listener=sample, status=200]=2, Kind[listener=sample, status=403]=1}",
        counts.all().toString());
  }

  @Test
  void aFailureOfItsOwnTellsNothing() throws IOException, Fault {
    try (Loopback broken =
        Loopback.start(
            "broken",
            "127.0.0.1",
            0,
            request -> {
              throw new IllegalStateException("secret of it");
            },
            counts)) {
      String answer = Wire.get(broken.port(), "/", "");

      assertEquals(500, Wire.status(answer));
      assertFalse(answer.contains("secret of it"), answer);
    }
  }
}
