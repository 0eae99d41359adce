package io.vouchsafe.testing.cloud;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.ServerCertificate;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One workload may be one thing in each cloud, and Entra ID shows the certificate of its file. */
class CloudsTest {
  @TempDir Path folder;

  @Test
  void eachTakesTheWorkload() throws Exception {
    try (SmallIssuer issuer = new SmallIssuer();
        Clouds clouds = Clouds.start(issuer.url(), SmallIssuer.SUBJECT, folder)) {
      assertEquals(
          200,
          Forms.post(
                  clouds.aws().url(),
                  Map.of(
                      "Action",
                      "AssumeRoleWithWebIdentity",
                      "RoleArn",
                      Clouds.ROLE,
                      "RoleSessionName",
                      "test",
                      "WebIdentityToken",
                      token(issuer, Clouds.AWS_AUDIENCE)))
              .status());
      assertEquals(
          200,
          Forms.post(
                  clouds.google().url() + "/v1/token",
                  Map.of(
                      "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                      "audience", Clouds.PROVIDER,
                      "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
                      "subject_token_type", "urn:ietf:params:oauth:token-type:jwt",
                      "subject_token", token(issuer, Clouds.GOOGLE_AUDIENCE)))
              .status());
      assertEquals(200, entra(clouds, token(issuer, Clouds.AZURE_AUDIENCE)));
    }
  }

  private static String token(SmallIssuer issuer, String audience) {
    JWTClaimsSet.Builder claims = issuer.claims(audience);
    return SmallIssuer.signed(claims);
  }

  private int entra(Clouds clouds, String token) throws IOException, InterruptedException {
    String body =
        "grant_type=client_credentials&client_id=%s&client_assertion=%s&scope=%s"
            .formatted(
                Clouds.CLIENT,
                token,
                URLEncoder.encode("https://x.example/.default", StandardCharsets.UTF_8))
            .concat("&client_assertion_type=")
            .concat("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(clouds.entra().url() + "/" + Clouds.TENANT + "/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build();
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusted()).build()) {
      return client.send(request, BodyHandlers.ofString()).statusCode();
    }
  }

  private SSLContext trusted() {
    return new ServerCertificate(folder.resolve("clouds.p12")).trust();
  }
}
