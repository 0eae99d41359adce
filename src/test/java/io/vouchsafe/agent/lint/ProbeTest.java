package io.vouchsafe.agent.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.client.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeTest {
  private static final Secret TOKEN = new Secret.InVariable("TOKEN", "cluster-token");

  private static Authority authority;

  @TempDir static Path folder;

  @BeforeAll
  static void makeAnAuthority() {
    authority = Authority.create(folder, "localhost");
  }

  private static Authorities trusting() throws Exception {
    return new Authorities(Trust.of(authority.root()), Optional.empty());
  }

  private static Probe probe(IssuerServer server, Authorities authorities) {
    return new Probe(
        new Probe.Settings(
            URI.create("https://localhost:" + server.port()),
            Optional.empty(),
            Optional.of(TOKEN),
            authorities,
            Duration.ofSeconds(30)),
        System::nanoTime);
  }

  private static URI jwks(IssuerServer server, String host) {
    return URI.create("https://%s:%d%s".formatted(host, server.port(), IssuerServer.JWKS));
  }

  @Test
  void theBearerTokenIsForTheIssuersOwnHost() throws Exception {
    try (IssuerServer server = IssuerServer.tls(Scene.ISSUER, authority.showing(2))) {
      Probe probe = probe(server, trusting());

      assertEquals(200, probe.get(jwks(server, "localhost"), Map.of()).status());
      assertEquals(200, probe.get(jwks(server, "127.0.0.1"), Map.of()).status());

      assertEquals("/jwks.json Bearer cluster-token", server.bearers.getFirst());
      assertEquals("/jwks.json null", server.bearers.getLast());
    }
  }

  @Test
  void nobodyWithoutATrustedCertificateGetsIt() throws Exception {
    try (IssuerServer server = IssuerServer.tls(Scene.ISSUER, authority.showing(2))) {
      Probe probe = probe(server, Authorities.of(Optional.empty()));

      Fault fault = assertThrows(Fault.class, () -> probe.get(jwks(server, "localhost"), Map.of()));

      assertEquals(ExitCode.MISUSED, fault.code());
      assertTrue(server.bearers.isEmpty());
    }
  }

  @Test
  void answersAreReadWhole() throws Exception {
    assertEquals("ab", body("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc"));
    assertEquals("abc", body("HTTP/1.0 200 OK\r\n\r\nabc"));
    assertEquals(
        "abc",
        body("HTTP/1.1 200\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n2;x\r\nbc\r\n0\r\n"));
    assertEquals("", body("HTTP/1.1 304 Not Modified\r\nContent-Length: 2\r\n\r\n"));
    for (String broken :
        new String[] {
          "SSH-2.0\r\n",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nabc",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
        }) {
      assertThrows(IOException.class, () -> body(broken), broken);
    }
  }

  private static String body(String answer) throws IOException {
    byte[] octets = answer.getBytes(StandardCharsets.ISO_8859_1);
    return new String(
        new Answers(new ByteArrayInputStream(octets)).read().body(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void addressesToAskAreRead() throws Exception {
    assertEquals(new Via("10.0.0.1", 8443, true), Via.parse("--connect-to", "10.0.0.1:8443"));
    assertEquals(new Via("::1", 80, false), Via.parse("--connect-to", "http://[::1]:80"));
    for (String wrong : new String[] {"host", "host:0", "host:99999", "host:1/x", "a b:1", ":1"}) {
      assertThrows(Fault.class, () -> Via.parse("--connect-to", wrong), wrong);
    }
  }

  @Test
  void namesOfHostsAreMatchedAsCertificatesMeanThem() throws Exception {
    var server = Authority.create(folder, "*.example.com,ip:10.0.0.1").server();
    assertTrue(Hosts.covers(server, "id.EXAMPLE.com"));
    assertTrue(Hosts.covers(server, "10.0.0.1"));
    assertFalse(Hosts.covers(server, "example.com"));
    assertFalse(Hosts.covers(server, "a.id.example.com"));
    assertFalse(Hosts.covers(server, "10.0.0.2"));
  }
}
