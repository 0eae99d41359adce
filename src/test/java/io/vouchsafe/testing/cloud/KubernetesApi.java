package io.vouchsafe.testing.cloud;

import com.nimbusds.jose.JWSAlgorithm;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A stand-in of a Kubernetes API server that takes an issuer's tokens ("Structured Authentication
 * Configuration"), whose user is {@code prefix + sub}. It answers one question, who one is ({@code
 * SelfSubjectReview}), and everybody else's with 401.
 */
public final class KubernetesApi extends StandIn {
  /** The API server has ten seconds, of go-oidc. */
  public static final Duration LEEWAY = Duration.ofSeconds(10);

  /** Those of the API server's allow list. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512);

  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

  private final String issuer;
  private final String audience;
  private final String prefix;

  private KubernetesApi(Setup setup, String issuer, String audience, String prefix) {
    super(setup);
    this.issuer = issuer;
    this.audience = audience;
    this.prefix = prefix;
  }

  /** Starts one that trusts this issuer, for this audience. */
  public static KubernetesApi start(Setup setup, String issuer, String audience, String prefix) {
    IssuerDocuments.registrable(issuer, true);
    KubernetesApi api = new KubernetesApi(setup, issuer, audience, prefix);
    api.listen();
    return api;
  }

  @Override
  Reply answer(Call call) {
    try {
      String user = prefix + user(call.header("Authorization"));
      if (!call.method().equals("POST") || !call.path().equals(REVIEWS)) {
        return status(404, "NotFound", "the stand-in knows " + REVIEWS + " and nothing else");
      }
      return Reply.json(
          201,
          Map.of(
              "apiVersion",
              "authentication.k8s.io/v1",
              "kind",
              "SelfSubjectReview",
              "status",
              Map.of("userInfo", Map.of("username", user))));
    } catch (TokenRefused refused) {
      return status(401, "Unauthorized", "Unauthorized");
    }
  }

  private String user(String authorization) throws TokenRefused {
    ForeignToken token = ForeignToken.parse(authorization.replaceFirst("^Bearer ", ""));
    if (!token.issuer().equals(issuer) || !token.audience().contains(audience)) {
      throw new TokenRefused(TokenRefused.Fault.MALFORMED, "another issuer or audience");
    }
    token.signedBy(issuers.keys(issuer), ALGORITHMS);
    token.goodAt(Instant.now(), leeway);
    return token.subject();
  }

  private static Reply status(int code, String reason, String message) {
    return Reply.json(
        code,
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Status",
            "status",
            "Failure",
            "reason",
            reason,
            "message",
            message,
            "code",
            code));
  }
}
