package io.vouchsafe.http;

import io.vouchsafe.testing.IssuerSettings;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TrustFile;
import java.nio.file.Path;
import java.util.Map;

/**
 * A stage whose first issuer takes the tokens of six other issuers, and whose second takes none.
 * The keys of all six are one, of which the tests have the private part.
 */
public class ExchangeStage extends Stage {
  static final String AUDIENCE = "https://id.example.com/token";
  static final Path AUDIT = Repository.TARGET.resolve("vouchsafe-tests-exchanges.log");
  static final String KID = "theirs";

  @Override
  public Map<String, String> start() {
    Map<String, String> config = super.start();
    config.put("vouchsafe.audit.file", AUDIT.toString());
    config.put("vouchsafe.audit.strangers-per-minute", "1000");
    IssuerSettings issuer = new IssuerSettings(config, "default");
    takes(issuer, SubjectTokens.values());
    issuer.with("trusted-issuers.auth0.types", "at+jwt");
    return config;
  }

  /** Has an issuer take the tokens of these. */
  static void takes(IssuerSettings issuer, SubjectTokens... providers) {
    Path jwks =
        TrustFile.write(
            TrustFile.folder().resolve("theirs.json"),
            Jwts.jwks(Jwts.rsaJwk(Jwts.RSA, KID).build().toJSONString()));
    jwks.toFile().deleteOnExit();
    for (SubjectTokens provider : providers) {
      issuer.trusts(provider.label(), provider.issuer(), AUDIENCE).keysOf(provider.label(), jwks);
      String exchange = "exchanges." + provider.label() + ".";
      issuer.with(exchange + "trusted-issuer", provider.label());
      issuer.with(exchange + "audiences", "api.example," + Stage.ES256_AUDIENCE);
      provider.settings().forEach((setting, value) -> issuer.with(exchange + setting, value));
    }
  }

  @Override
  public void inject(TestInjector injector) {
    super.inject(injector);
    injector.injectIntoFields(this, new TestInjector.MatchesType(ExchangeStage.class));
  }
}
