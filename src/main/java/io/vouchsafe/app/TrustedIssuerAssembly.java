package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.IssuersConfig.TrustedIssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the trusted issuers of one issuer of their configuration.
 *
 * @param property the property that their names are under, with a dot at the end
 */
record TrustedIssuerAssembly(String property, Map<String, TrustedIssuerConfig> configs) {
  TrustedIssuerAssembly(String issuer, IssuerConfig config) {
    this(issuer + "trusted-issuers.", new TreeMap<>(config.trustedIssuers()));
  }

  List<TrustedIssuer> all() {
    List<TrustedIssuer> issuers = new ArrayList<>();
    configs.forEach((name, config) -> issuers.add(issuer(name, config)));
    return List.copyOf(issuers);
  }

  private TrustedIssuer issuer(String name, TrustedIssuerConfig config) {
    return Setting.of(
        property + name,
        () ->
            new TrustedIssuer(
                name,
                identity(name, config),
                config.audience(),
                keys(name, config),
                config.caFile(),
                config.bearerTokenFile()));
  }

  private Identity identity(String name, TrustedIssuerConfig config) {
    if (config.issuer().isPresent() == config.trustDomain().isPresent()) {
      throw refused(property + name, "needs either issuer or trust-domain, and not both");
    }
    return config
        .issuer()
        .<Identity>map(url -> new Identity.Issuer(url.toString()))
        .orElseGet(() -> new Identity.TrustDomain(config.trustDomain().orElseThrow()));
  }

  private KeySource keys(String name, TrustedIssuerConfig config) {
    if (config.jwksUri().isPresent() && config.jwksFile().isPresent()) {
      throw refused(property + name, "has both jwks-uri and jwks-file; set one of them");
    }
    config
        .jwksFile()
        .filter(file -> !Files.isReadable(file))
        .ifPresent(
            file -> {
              throw refused(property + name + ".jwks-file", "cannot be read: " + file);
            });
    return config
        .jwksUri()
        .<KeySource>map(KeySource.OfUri::new)
        .or(() -> config.jwksFile().map(KeySource.OfFile::new))
        .orElseGet(KeySource.Discovery::new);
  }
}
