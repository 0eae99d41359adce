package io.vouchsafe.agent.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Access;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.client.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of STS as its API Reference has them, and wrong ones. */
class StsTest {
  private static final String ROLE = "arn:aws:iam::111122223333:role/shop";
  private static final String GOOD =
      """
      <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
        <AssumeRoleWithWebIdentityResult>
          <Credentials>
            <SessionToken>a&amp;b=</SessionToken>
            <SecretAccessKey>wJalr/K7</SecretAccessKey>
            <Expiration>2026-10-24T23:00:23Z</Expiration>
            <AccessKeyId>ASgeIAIOSFODNN7EXAMPLE</AccessKeyId>
          </Credentials>
        </AssumeRoleWithWebIdentityResult>
      </AssumeRoleWithWebIdentityResponse>
      """;

  private HttpServer server;
  private Web web;
  private volatile int status;
  private volatile String body;
  private volatile String form;

  @BeforeEach
  void start() throws IOException, Fault {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] octets = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
          }
        });
    server.start();
    web = new Web(Optional.empty(), Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    web.close();
    server.stop(0);
  }

  private AwsCredentials assume(int answered, String xml) throws Fault {
    status = answered;
    body = xml;
    return Sts.at(web, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
        .assume(RoleArn.parse("--role", ROLE), token("w:shop/checkout"), "s", Optional.empty());
  }

  /** A token as the client reads it, by way of an answer. */
  private IdToken token(String sub) throws Fault {
    String claims =
        "{\"iss\":\"i\",\"aud\":\"a\",\"sub\":\"%s\",\"iat\":1,\"exp\":9}".formatted(sub);
    String jwt = base64("{}") + "." + base64(claims) + ".";
    HttpServer issuer = server;
    issuer.createContext(
        "/id-token",
        exchange -> {
          try (exchange) {
            byte[] octets = "{\"value\":\"%s\"}".formatted(jwt).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, octets.length);
            exchange.getResponseBody().write(octets);
          }
        });
    try {
      URI url = URI.create("http://127.0.0.1:" + issuer.getAddress().getPort());
      return new IssuerClient(web, Access.ByGrant.at(url, new Secret.InVariable("G", "g")))
          .token(Optional.of("a"), Optional.empty());
    } finally {
      issuer.removeContext("/id-token");
    }
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private Fault fault(int answered, String xml) {
    return assertThrows(Fault.class, () -> assume(answered, xml));
  }

  private static String error(String code) {
    return "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>why</Message></Error></ErrorResponse>"
        .formatted(code);
  }

  @Test
  void credentialsAreReadAndAskedForAsTheApiReferenceSays() throws Fault {
    AwsCredentials credentials = assume(200, GOOD);

    assertEquals("a&b=", credentials.sessionToken());
    assertEquals("111122223333", credentials.account());
    assertEquals(
        "{\"Version\":1,\"AccessKeyId\":\"ASgeIAIOSFODNN7EXAMPLE\",\"SecretAccessKey\":\"wJalr/K7\","
            + "\"SessionToken\":\"a&b=\",\"Expiration\":\"2026-10-24T23:00:23Z\",\"AccountId\":\"111122223333\"}",
        credentials.forProcess().toString());
    assertTrue(form.contains("Action=AssumeRoleWithWebIdentity"), form);
    assertTrue(form.contains("Version=2011-06-15"), form);
    assertTrue(form.contains("RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fshop"), form);
    assertTrue(!credentials.toString().contains("wJalr"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"})
  void halfAnAnswerIsAFailure(String missing) {
    Fault fault = fault(200, GOOD.replace(missing, "Other"));

    assertEquals(ExitCode.UNAVAILABLE, fault.code());
    assertTrue(fault.getMessage().contains(missing), fault::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidIdentityToken, REFUSED",
    "403, AccessDenied, REFUSED",
    "400, ExpiredTokenException, REFUSED",
    "400, IDPCommunicationError, UNAVAILABLE",
    "400, Throttling, UNAVAILABLE",
    "503, ServiceUnavailable, UNAVAILABLE"
  })
  void aRefusalHasAwsWordsAndWhatItsTrustPolicyHasToAllow(int answered, String code, ExitCode end) {
    Fault fault = fault(answered, error(code));

    assertEquals(end, fault.code());
    assertTrue(fault.getMessage().contains(code + " (why)"), fault::getMessage);
    if (end == ExitCode.REFUSED) {
      assertTrue(
          fault.getMessage().contains("iss i, aud a, sub w:shop/checkout"), fault::getMessage);
    }
  }

  @ParameterizedTest
  @CsvSource({"404, ''", "404, <html>no</html>", "403, {}", "302, ''"})
  void whateverIsNoStsIsSaidToBeNone(int answered, String text) {
    Fault fault = fault(answered, text);

    assertEquals(ExitCode.REFUSED, fault.code());
    assertEquals(
        "what answers at http://127.0.0.1:%d/ is no STS (%d); look at AWS_ENDPOINT_URL_STS"
            .formatted(server.getAddress().getPort(), answered),
        fault.getMessage());
  }

  @Test
  void anEndpointIsThatOfTheRegionAndPartition() throws Fault {
    assertEndpoint("https://sts.eu-central-1.amazonaws.com/", "aws", "eu-central-1");
    assertEndpoint("https://sts.us-east-1.amazonaws.com/", "aws", null);
    assertEndpoint("https://sts.cn-north-1.amazonaws.com.cn/", "aws-cn", null);
    assertEndpoint("https://sts.us-gov-west-1.amazonaws.com/", "aws-us-gov", null);
    assertThrows(Fault.class, () -> assertEndpoint("", "aws", "evil.example/"));
  }

  private void assertEndpoint(String expected, String partition, String region) throws Fault {
    RoleArn role =
        RoleArn.parse("--role", "arn:%s:iam::111122223333:role/path/shop".formatted(partition));
    Sts sts = Sts.of(web, role, Optional.ofNullable(region), name -> Optional.empty());
    assertEquals(URI.create(expected), sts.endpoint());
  }

  @ParameterizedTest
  @CsvSource({"deployment:shop/checkout/d-1, deployment-shop-checkout-d-1", "a, a-"})
  void aSessionIsCalledAfterTheWorkload(String sub, String name) throws Fault {
    assertEquals(name, Sts.sessionName(token(sub)));
  }

  @Test
  void aLongNameKeepsItsEnd() throws Fault {
    String name = Sts.sessionName(token("x".repeat(100) + "/d-1"));

    assertEquals(64, name.length());
    assertTrue(name.endsWith("-d-1"), name);
  }
}
