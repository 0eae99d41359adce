package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.testing.Jwts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte order marks, gzip and what else others put around their documents. */
class JwksEncodingTest extends JwksServer {
  private static final Identity ISSUER = new Identity.Issuer("https://platform.example");
  private static final String MARK = "\ufeff";
  private static final byte[] KEYS =
      Jwts.jwks(Jwts.ecJwk(Jwts.P256, "k").build().toJSONString()).getBytes(UTF_8);

  private static byte[] gzip(byte[] octets) {
    return gzip(octets, 1);
  }

  private static byte[] gzip(byte[] octets, int times) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < times; i++) {
        out.write(octets);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return packed.toByteArray();
  }

  private static byte[] marked(byte[] octets) {
    return (MARK + new String(octets, UTF_8)).getBytes(UTF_8);
  }

  private static HttpHandler coded(String coding, byte[] body) {
    return exchange -> {
      exchange.getResponseHeaders().add("Content-Encoding", coding);
      answer(exchange, 200, body);
    };
  }

  private static int usable(JwksSource source) throws JwksFault {
    return JwksDocument.read(source.fetch().jwks(), ISSUER).keys().size();
  }

  private static void unreadable(String reason, byte[] document) {
    String actual =
        assertThrows(JwksFault.class, () -> JwksDocument.read(document, ISSUER)).getMessage();
    assertTrue(actual.contains(reason), actual);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "x-gzip", "identity, gzip"})
  void gzipIsUnpacked(String coding) throws JwksFault {
    server.createContext("/packed", coded(coding, gzip(KEYS)));
    assertArrayEquals(KEYS, at("/packed").fetch().jwks());
    assertEquals(1, usable(at("/packed")));
  }

  @Test
  void identityIsNoCoding() throws JwksFault {
    server.createContext("/plain", coded("identity", KEYS));
    assertEquals(1, usable(at("/plain")));
  }

  @Test
  void nothingButGzipIsAskedFor() throws JwksFault {
    AtomicReference<String> asked = new AtomicReference<>();
    server.createContext(
        "/asked",
        exchange -> {
          asked.set(exchange.getRequestHeaders().getFirst("Accept-Encoding"));
          answer(exchange, 200, KEYS);
        });
    at("/asked").fetch();
    assertEquals("gzip", asked.get());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "br | Content-Encoding br is not understood; gzip is",
        "deflate | Content-Encoding deflate is not understood",
        "gzip, br | Content-Encoding gzip, br is not understood",
        "gzip, gzip | Content-Encoding gzip, gzip is not understood",
        "<script> | its Content-Encoding is not understood"
      })
  void anotherCodingIsNamed(String coding, String reason) {
    server.createContext("/packed", coded(coding, KEYS));
    fails("/packed cannot be read: ", at("/packed"));
    fails(reason, at("/packed"));
  }

  @Test
  void whatOnlySaysThatItIsGzipCannotBeUnpacked() {
    server.createContext("/liar", coded("gzip", KEYS));
    fails("cannot be unpacked", at("/liar"));
    byte[] packed = gzip(KEYS);
    server.createContext("/cut", coded("gzip", Arrays.copyOf(packed, packed.length - 20)));
    fails("cannot be unpacked", at("/cut"));
  }

  @Test
  void theLimitIsForWhatWasUnpacked() throws JwksFault {
    server.createContext("/full", coded("gzip", gzip(new byte[1 << 20])));
    assertEquals(1 << 20, at("/full").fetch().jwks().length);
    server.createContext("/over", coded("gzip", gzip(new byte[(1 << 20) + 1])));
    fails("larger when unpacked; the limit is 1 MiB", at("/over"));
  }

  @Test
  void aBombGoesOffAtTheLimit() {
    byte[] bomb = gzip(new byte[1 << 20], 256);
    assertTrue(bomb.length < 1 << 20, "it comes through: " + bomb.length);
    server.createContext("/bomb", coded("gzip", bomb));
    fails("larger when unpacked; the limit is 1 MiB", at("/bomb"));
  }

  @Test
  void aByteOrderMarkIsLeftOut() throws JwksFault, IOException {
    server.createContext("/marked", exchange -> answer(exchange, 200, marked(KEYS)));
    assertEquals(1, usable(at("/marked")));
    server.createContext("/both", coded("gzip", gzip(marked(KEYS))));
    assertEquals(1, usable(at("/both")));
    Path file = Files.write(files.resolve("marked.json"), marked(KEYS));
    assertEquals(1, usable(new FileJwks(file, "jwks-file")));
    unreadable("the JWKS is not a JSON object (malformed at line 1", marked(marked(KEYS)));
  }

  @Test
  void whatIsNotUnderstoodIsNamed() {
    unreadable("the JWKS is packed with gzip, and no Content-Encoding", gzip(KEYS));
    String text = MARK + new String(KEYS, UTF_8);
    unreadable("the JWKS is in UTF-16", text.getBytes(UTF_16BE));
    unreadable("the JWKS is in UTF-16", text.getBytes(UTF_16LE));
    unreadable("(not utf8)", new byte[] {'{', '"', (byte) 0xe9, '"', ':', '1', '}'});
    unreadable("not a JSON object (no object)", new byte[0]);
  }

  private void discovery(HttpHandler handler) {
    server.createContext("/.well-known/openid-configuration", handler);
  }

  private byte[] discoveryDocument(String others) {
    return "{\"issuer\":\"%s\",\"jwks_uri\":\"%s/keys\"%s}"
        .formatted(url, url, others)
        .getBytes(UTF_8);
  }

  @Test
  void aDiscoveryDocumentIsReadAlike() throws JwksFault {
    server.createContext("/keys", coded("gzip", gzip(KEYS)));
    discovery(coded("gzip", gzip(marked(discoveryDocument("")))));
    assertEquals(1, usable(discovered(url)));
  }

  @Test
  void aDiscoveryDocumentMayHoldAnyNumber() throws JwksFault {
    server.createContext("/keys", exchange -> answer(exchange, 200, KEYS));
    String numbers = ",\"a\":%s,\"b\":1e999999999,\"c\":-0.5e-7".formatted("7".repeat(500_000));
    discovery(exchange -> answer(exchange, 200, discoveryDocument(numbers)));
    assertEquals(1, usable(discovered(url)));
  }

  @Test
  void aDiscoveryDocumentThatIsNotUnderstoodSaysSo() {
    discovery(exchange -> answer(exchange, 200, gzip(discoveryDocument(""))));
    fails("its discovery document is packed with gzip", discovered(url));
  }

  @Test
  void theOtherKeysOfAJwksAreNobodysBusiness() throws JwksFault {
    String jwks =
        Jwts.jwks(
            "{\"kty\":\"EC\",\"kid\":7e999999999}",
            "7",
            "{\"kty\":\"RSA\",\"kid\":\"n\",\"n\":12345678901234567890123,\"e\":65537}",
            Jwts.ecJwk(Jwts.P256, "k").build().toJSONString());
    assertEquals(1, JwksDocument.read(jwks.getBytes(UTF_8), ISSUER).keys().size());
  }
}
