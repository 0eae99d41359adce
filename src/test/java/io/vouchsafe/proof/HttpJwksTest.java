package io.vouchsafe.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.proof.TrustedIssuer.KeySource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Events;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpJwksTest extends JwksServer {
  @Test
  void aJwksUriIsFetched() throws JwksFault {
    assertArrayEquals(JWKS, at("/jwks").fetch().jwks());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "public, max-age=300 | 300",
        "MAX-AGE=7 | 7",
        "max-age=300, no-cache | 0",
        "no-store | 0",
        "public | 3600",
        "max-age=x | 3600",
        "max-age=99999999999999999999 | 3600"
      })
  void theAnswerSaysHowLongItIsFresh(String cacheControl, long seconds) throws JwksFault {
    server.createContext(
        "/cached",
        exchange -> {
          exchange.getResponseHeaders().add("Cache-Control", cacheControl);
          answer(exchange, 200, JWKS);
        });
    assertEquals(Duration.ofSeconds(seconds), at("/cached").fetch().freshFor());
  }

  @ParameterizedTest
  @CsvSource({"301", "302", "307", "308"})
  void redirectsAreNotFollowed(int status) {
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", url + "/stolen");
          answer(exchange, status, JWKS);
        });
    fails("answered " + status, at("/moved"));
    assertEquals(0, stolen.get());
  }

  @ParameterizedTest
  @CsvSource({"201", "401", "404", "500"})
  void nothingButA200Counts(int status) {
    server.createContext("/other", exchange -> answer(exchange, status, JWKS));
    fails("answered " + status, at("/other"));
  }

  @Test
  void oneMebibyteIsReadAndNotMore() throws JwksFault {
    server.createContext("/full", exchange -> answer(exchange, 200, new byte[1 << 20]));
    assertEquals(1 << 20, at("/full").fetch().jwks().length);
    server.createContext("/over", exchange -> answer(exchange, 200, new byte[(1 << 20) + 1]));
    fails("the limit is 1 MiB", at("/over"));
  }

  @Test
  void anEndlessBodyIsCutOff() {
    server.createContext(
        "/endless",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (done.getCount() > 0) {
              out.write(new byte[64 * 1024]);
            }
          }
        });
    fails("/endless", at("/endless"));
  }

  @Test
  void aSlowBodyIsNotWaitedFor() {
    server.createContext(
        "/slow",
        exchange -> {
          exchange.sendResponseHeaders(200, JWKS.length);
          exchange.getResponseBody().write(JWKS, 0, 1);
          exchange.getResponseBody().flush();
          await();
          exchange.close();
        });
    fails("within 2 s", at("/slow"));
  }

  @Test
  void nobodyThereIsAFault() {
    server.stop(0);
    fails("could not be read", at("/jwks"));
  }

  @Test
  void theBearerTokenIsReadAtEachFetchAndStaysSecret() throws IOException, JwksFault {
    Path token = Files.writeString(files.resolve("token"), "one\n");
    server.createContext(
        "/private",
        exchange ->
            answer(
                exchange,
                200,
                exchange.getRequestHeaders().getFirst("Authorization").getBytes(UTF_8)));
    HttpJwks source =
        source(
            "https://platform.example",
            new KeySource.OfUri(URI.create(url + "/private")),
            Optional.empty(),
            Optional.of(token));
    assertEquals("Bearer one", new String(source.fetch().jwks(), UTF_8));
    Files.writeString(token, "two");
    assertEquals("Bearer two", new String(source.fetch().jwks(), UTF_8));
    Files.writeString(token, "s3cret\nline");
    JwksFault fault = assertThrows(JwksFault.class, source::fetch);
    assertEquals(SETTING + "bearer-token-file does not hold one token", fault.getMessage());
    Files.delete(token);
    fails(SETTING + "bearer-token-file cannot be read", source);
  }

  @Test
  void whatIsWrongWithWhatAFileHoldsNamesItsSetting() throws IOException {
    Path file = Files.writeString(files.resolve("jwks.json"), "{}");
    TrustedIssuer trusted =
        TrustedIssuers.standard(
            "platform",
            new TrustedIssuer.Identity.Issuer("https://platform.example"),
            "vouchsafe",
            new KeySource.OfFile(file),
            Optional.empty(),
            Optional.empty());
    Events events = new Events();
    RemoteJwks keys =
        new RemoteJwks(trusted, JwksSource.of(trusted), new AdjustableClock(), events);

    assertThrows(Problem.class, () -> keys.find("any"));

    assertEquals(
        List.of(
            "platform: %sjwks-file (%s): it is not a JWKS: it has no list of keys"
                .formatted(SETTING, file)),
        events.told);
  }

  @Test
  void aFileIsReadAnewAndBounded() throws IOException, JwksFault {
    Path file = Files.write(files.resolve("jwks.json"), JWKS);
    FileJwks source = new FileJwks(file, SETTING + "jwks-file");
    assertArrayEquals(JWKS, source.fetch().jwks());
    Files.writeString(file, "{}");
    assertEquals("{}", new String(source.fetch().jwks(), UTF_8));
    Files.write(file, new byte[(1 << 20) + 1]);
    fails("1 MiB", source);
    Files.delete(file);
    fails(SETTING + "jwks-file cannot be read", source);
  }
}
