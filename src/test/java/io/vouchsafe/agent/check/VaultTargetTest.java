package io.vouchsafe.agent.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a stand-in that refuses as Vault does. */
class VaultTargetTest {
  private HttpServer server;
  private int status;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/auth/nope/login",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] octets = "{\"errors\":[\"no\"]}".getBytes(UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "400, 'Vault says 400: no'",
    "403, 'Vault says 403: no; perhaps there is no mount nope (--mount), or no role shop (--role)'"
  })
  void aRefusalThatHidesWhetherTheMountIsThereSaysWhatToLookAt(int answered, String words)
      throws Fault {
    status = answered;
    URI url = URI.create("http://localhost:" + server.getAddress().getPort());
    Jwt token = new SampleTokens("s", "vault").token("vault", Optional.empty()).jwt();
    try (Web web = new Web(Optional.empty(), Duration.ofSeconds(20))) {
      Target target = new VaultTarget(web, url, Optional.empty(), "nope", "shop", "vault");

      assertEquals(Target.Answer.refused(words), target.show(token));
    }
  }
}
