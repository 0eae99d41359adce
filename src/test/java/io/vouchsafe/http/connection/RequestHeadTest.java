package io.vouchsafe.http.connection;

import static io.vertx.core.http.HttpVersion.HTTP_1_0;
import static io.vertx.core.http.HttpVersion.HTTP_1_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static MultiMap headers(String... pairs) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < pairs.length; i += 2) {
      headers.add(pairs[i], pairs[i + 1]);
    }
    return headers;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id.example.com",
        "id.example.com:8080",
        "id.example.com:",
        "localhost",
        "10.0.0.1:80",
        "[::1]",
        "[2001:db8::1]:443",
        "[::ffff:10.0.0.1]",
        "a%2Db",
        "a_b~c!$&'()*+,;=",
        "h:65535"
      })
  void isAHost(String host) {
    assertEquals(Optional.empty(), RequestHead.malformedHttp1(headers("Host", host), HTTP_1_1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "[::1",
        "[]",
        "[]:80",
        "[::1]x",
        "[::1]80",
        "[:::x]",
        "[1]",
        "a b",
        "a,b c",
        "user@host",
        "user:pass@host",
        "a/b",
        "a?b",
        "a#b",
        "a\\b",
        "a:b",
        "a:-1",
        "a:65536",
        "a:99999999999999999999",
        "a:80:80",
        "::1",
        "a\u0000",
        "a\tb",
        "a%",
        "a%2",
        "a%zz",
        "\u00e9",
        "\uff10",
        "a:\u0661",
        "a\ud800",
        "http://a",
        "a<b",
        "{a}",
        "a|b",
        "a^b",
        "a`b"
      })
  void isNoHost(String host) {
    assertTrue(RequestHead.malformedHttp1(headers("Host", host), HTTP_1_1).isPresent());
    assertTrue(RequestHead.malformedHttp1(headers("Host", host), HTTP_1_0).isPresent());
  }

  @Test
  void oneHostIsNeededIn11AndAtMostOneIn10() {
    assertTrue(RequestHead.malformedHttp1(headers(), HTTP_1_1).isPresent());
    assertFalse(RequestHead.malformedHttp1(headers(), HTTP_1_0).isPresent());
    for (HttpVersion version : new HttpVersion[] {HTTP_1_0, HTTP_1_1}) {
      MultiMap two = headers("Host", "a", "host", "a");
      assertTrue(RequestHead.malformedHttp1(two, version).isPresent());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Transfer-Encoding,gzip",
    "Transfer-Encoding,identity",
    "Transfer-Encoding,'gzip, chunked'",
    "Transfer-Encoding,'chunked, chunked'",
    "Transfer-Encoding,xchunked",
    "Transfer-Encoding,''",
    "Content-Length,''",
    "Content-Length,+1",
    "Content-Length,-1",
    "Content-Length,0x1",
    "Content-Length,'1, 1'",
    "Content-Length,'1, 2'",
  })
  void isMalformed(String name, String value) {
    assertTrue(RequestHead.malformedHttp1(headers("Host", "a", name, value), HTTP_1_1).isPresent());
  }

  @ParameterizedTest
  @CsvSource({"Transfer-Encoding,chunked", "Transfer-Encoding,Chunked", "Content-Length,17"})
  void isWellFormed(String name, String value) {
    assertFalse(
        RequestHead.malformedHttp1(headers("Host", "a", name, value), HTTP_1_1).isPresent());
  }

  @Test
  void aBodyHasOneLength() {
    MultiMap both = headers("Host", "a", "Transfer-Encoding", "chunked", "Content-Length", "1");
    MultiMap different = headers("Host", "a", "Content-Length", "1", "Content-Length", "2");
    assertTrue(RequestHead.malformedHttp1(both, HTTP_1_1).isPresent());
    assertTrue(RequestHead.malformedHttp1(different, HTTP_1_1).isPresent());
  }

  @Test
  void http2HasAnAuthority() {
    HostAndPort good = HostAndPort.create("a", -1);
    assertFalse(RequestHead.malformedHttp2(headers(), good).isPresent());
    assertTrue(RequestHead.malformedHttp2(headers(), null).isPresent());
    for (String host : new String[] {"", "user@host", "[::1", "a b"}) {
      assertTrue(
          RequestHead.malformedHttp2(headers(), HostAndPort.create(host, -1)).isPresent(), host);
    }
    assertTrue(
        RequestHead.malformedHttp2(headers("transfer-encoding", "chunked"), good).isPresent());
    assertTrue(
        RequestHead.malformedHttp2(headers("content-length", "1", "content-length", "2"), good)
            .isPresent());
  }

  @Test
  void noOctetsMakeItFailAndNoneComesBack() {
    Random random = new Random(11);
    for (int i = 0; i < 100_000; i++) {
      String host =
          random
              .ints(random.nextInt(12), 0, 256)
              .mapToObj(octet -> octet % 3 == 0 ? "[]:%@.".charAt(octet % 6) : (char) octet)
              .map(String::valueOf)
              .collect(Collectors.joining());
      RequestHead.malformedHttp1(headers("Host", host), HTTP_1_1)
          .ifPresent(reason -> assertEquals("the Host header is malformed", reason));
    }
  }
}
