package io.vouchsafe.testing.cloud;

import static io.vouchsafe.testing.cloud.SmallIssuer.SUBJECT;
import static io.vouchsafe.testing.cloud.SmallIssuer.signed;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stand-in of an API server says who somebody is, and to nobody without a good token. */
class KubernetesApiTest {
  private static final String AUDIENCE = "kubernetes.example.com";

  private final SmallIssuer issuer = new SmallIssuer();
  private final KubernetesApi api =
      KubernetesApi.start(
          StandIn.Setup.plain(KubernetesApi.LEEWAY), issuer.url(), AUDIENCE, "vouchsafe:");

  @BeforeEach
  void saysWhoOneIs() {
    Answer answer = review(signed(good()));

    assertEquals(201, answer.status(), answer::toString);
    assertEquals("vouchsafe:" + SUBJECT, answer.body().at("/status/userInfo/username").asText());
  }

  @AfterEach
  void close() {
    api.close();
    issuer.close();
  }

  @Test
  void refusesAnotherAudience() {
    assertEquals(401, review(signed(issuer.claims("api.example"))).status());
  }

  @Test
  void refusesAnotherIssuer() {
    assertEquals(401, review(signed(good().issuer("http://localhost"))).status());
  }

  @Test
  void refusesOneCharacterChanged() {
    assertEquals(401, review(SmallIssuer.withOneCharacterChanged(signed(good()))).status());
  }

  @Test
  void refusesAnExpiredOne() {
    assertEquals(
        401,
        review(signed(good().expirationTime(Date.from(Instant.now().minusSeconds(60))))).status());
  }

  private JWTClaimsSet.Builder good() {
    return issuer.claims(AUDIENCE);
  }

  private Answer review(String token) {
    return Http.post(
        api.url() + "/apis/authentication.k8s.io/v1/selfsubjectreviews",
        Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "SelfSubjectReview"),
        "Authorization",
        "Bearer " + token);
  }
}
