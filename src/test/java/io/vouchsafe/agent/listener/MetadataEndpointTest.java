package io.vouchsafe.agent.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.SampleSource;
import io.vouchsafe.agent.jwt.Jwt;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Google's clients ask a metadata server for. */
class MetadataEndpointTest {
  private static final String FLAVOR = "Metadata-Flavor: Google\n";
  private static final String ACCOUNT = "/computeMetadata/v1/instance/service-accounts/default/";
  private static final String IDENTITY = ACCOUNT + "identity?audience=a&format=full";

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final SampleSource source = new SampleSource(Duration.ofHours(1));
  private Loopback listener;

  @BeforeEach
  void start() throws Fault {
    CachedTokens tokens = new CachedTokens(source, InstantSource.system(), Said.outage(said::add));
    listener =
        Loopback.start(
            "metadata",
            "127.0.0.1",
            0,
            new MetadataEndpoint(tokens, "shop@example.com", Optional.of("p-1")),
            new RequestCounts());
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private static void isOfGoogle(String answer) {
    assertTrue(answer.toLowerCase(Locale.ROOT).contains("metadata-flavor: google"), answer);
  }

  @Test
  void theIdentityIsTheTokenAlone() throws Exception {
    String answer = Wire.get(listener.port(), IDENTITY, FLAVOR);

    assertEquals(200, Wire.status(answer), answer);
    isOfGoogle(answer);
    assertEquals(List.of("a"), Jwt.decode(Wire.body(answer)).audiences());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Metadata-Flavor: google\n", FLAVOR + "X-Forwarded-For: 1.2.3.4\n"})
  void whoDoesNotSayGoogleIsRefused(String headers) throws IOException {
    for (String target : List.of("/", ACCOUNT + "email", IDENTITY)) {
      assertEquals(403, Wire.status(Wire.get(listener.port(), target, headers)));
    }
    assertEquals(0, source.asked());
  }

  @Test
  void anotherHostIsRefused() throws IOException {
    String answer =
        Wire.send(
            listener.port(),
            "GET %s HTTP/1.1\nHost: metadata.google.internal\n%s".formatted(IDENTITY, FLAVOR));

    assertEquals(403, Wire.status(answer));
    assertEquals(0, source.asked());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/|computeMetadata/\\n",
        "/computeMetadata/v1/instance|service-accounts/\\n",
        "/computeMetadata/v1/project/project-id|p-1",
        "/computeMetadata/v1/instance/service-accounts/|default/\\nshop@example.com/\\n",
        "/computeMetadata/v1/instance/service-accounts/default/email|shop@example.com",
        "/computeMetadata/v1/instance/service-accounts/shop@example.com/email|shop@example.com",
        "/computeMetadata/v1/instance/service-accounts/default/?recursive=true|{\"aliases\":[\"default\"],\"email\":\"shop@example.com\",\"scopes\":[]}"
      })
  void whatClientsReadBefore(String target, String body) throws IOException {
    String answer = Wire.get(listener.port(), target, FLAVOR);

    assertEquals(200, Wire.status(answer), answer);
    isOfGoogle(answer);
    assertEquals(body.replace("\\n", "\n"), Wire.body(answer));
  }

  @ParameterizedTest
  @CsvSource({
    "/computeMetadata/v1/instance/service-accounts/default/token, 404",
    "/computeMetadata/v1/instance/service-accounts/other/identity?audience=a, 404",
    "/computeMetadata/v1/instance/attributes/, 404",
    "/computeMetadata/v1/project/numeric-project-id, 404",
    "/latest/meta-data, 404",
    "/computeMetadata/v1/instance/service-accounts/default/identity, 400",
    "/computeMetadata/v1/instance/service-accounts/default/identity?audience=a&format=x, 400"
  })
  void whatThereIsNot(String target, int status) throws IOException {
    String answer = Wire.get(listener.port(), target, FLAVOR);

    assertEquals(status, Wire.status(answer), answer);
    isOfGoogle(answer);
    assertEquals(0, source.asked());
  }

  @Test
  void anIssuerThatIsAwayIsTriedAgain() throws IOException {
    source.fail(Fault.unavailable("away"));
    String answer = Wire.get(listener.port(), IDENTITY, FLAVOR);

    assertEquals(503, Wire.status(answer));
    isOfGoogle(answer);
  }
}
