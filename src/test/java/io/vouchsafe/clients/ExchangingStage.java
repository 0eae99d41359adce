package io.vouchsafe.clients;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.IssuedSecrets;
import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.ProofKey;
import io.vouchsafe.testing.Stage;
import java.util.Map;

/** A stage whose first issuer also exchanges the tokens of another issuer, of CI jobs. */
public final class ExchangingStage extends Stage {
  private static final String CI = "https://ci.example.com";
  private static final String AUDIENCE = "https://id.example.com/token";

  private final ProofKey key = ProofKey.create();

  @Override
  public Map<String, String> start() {
    Map<String, String> config = super.start();
    new IssuerSettings(config, "default")
        .trusts("ci", CI, AUDIENCE)
        .keysOf("ci", key.jwksFile())
        .with("exchanges.ci.trusted-issuer", "ci")
        .with("exchanges.ci.audiences", "*")
        .with("exchanges.ci.claims.repository_owner", "shop")
        .with("exchanges.ci.claims.repository", "*")
        .with("exchanges.ci.claims.environment", "d-*")
        .with("exchanges.ci.attributes.org", "{repository_owner}")
        .with("exchanges.ci.attributes.app", "{repository}")
        .with("exchanges.ci.attributes.deployment", "{environment}");
    return config;
  }

  /** A token of a CI job that becomes the workload of {@link Bed#SUBJECT}. */
  String subjectToken() {
    JWTClaimsSet claims =
        ProofKey.claims(CI, "repo:shop/checkout:environment:d-42", AUDIENCE)
            .claim("repository_owner", "shop")
            .claim("repository", "checkout")
            .claim("environment", "d-42")
            .build();
    return IssuedSecrets.remember(key.sign(claims));
  }
}
