package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.base.Outage;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.IssuersConfig.TrustedIssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.ops.log.LoggedTrustedIssuerEvents;
import io.vouchsafe.proof.ProofRules;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.proof.TrustedIssuer.KeySource;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes the trusted issuers of one issuer of their configuration.
 *
 * @param property the property that their names are under, with a dot at the end
 * @param faults collects what cannot work
 */
record TrustedIssuerAssembly(
    String property, Map<String, TrustedIssuerConfig> configs, Faults faults) {
  static final String UNDER = "trusted-issuers";

  TrustedIssuerAssembly(String issuer, IssuerConfig config, Faults faults) {
    this(issuer + UNDER + ".", new TreeMap<>(config.trustedIssuers()), faults);
  }

  /**
   * Verifies the proofs of those that have no fault.
   *
   * @param outage what their keys are part of when they cannot be read
   */
  Checked<ProofVerifier> verifier(String issuer, InstantSource clock, Outage outage) {
    List<TrustedIssuer> issuers = new ArrayList<>();
    configs.forEach(
        (name, config) -> faults.of(() -> issuer(name, config)).stream().forEach(issuers::add));
    return faults.of(
        () ->
            Setting.of(
                property.substring(0, property.length() - 1),
                () ->
                    new ProofVerifier(
                        issuers, clock, new LoggedTrustedIssuerEvents(issuer, outage))));
  }

  private TrustedIssuer issuer(String name, TrustedIssuerConfig config) {
    Checked<Identity> identity =
        faults.of(() -> Setting.of(property + name, () -> identity(name, config)));
    Checked<KeySource> keys =
        faults.of(() -> Setting.of(property + name, () -> keys(name, config)));
    Checked<ProofRules> rules =
        faults.of(() -> Setting.prefixed(property + name + ".", () -> rules(config)));
    return Setting.of(
        property + name,
        () ->
            new TrustedIssuer(
                name,
                identity.get(),
                config.audience(),
                keys.get(),
                config.caFile(),
                config.bearerTokenFile(),
                rules.get()));
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

  private static ProofRules rules(TrustedIssuerConfig config) {
    return new ProofRules(
        config.types().map(Set::copyOf).orElse(Set.of()),
        config.authorizedParties().map(Set::copyOf).orElse(Set.of()),
        config.maxLife());
  }

  private KeySource keys(String name, TrustedIssuerConfig config) {
    if (config.jwksUri().isPresent() && config.jwksFile().isPresent()) {
      throw refused(property + name, "has both jwks-uri and jwks-file; set one of them");
    }
    return config
        .jwksUri()
        .<KeySource>map(KeySource.OfUri::new)
        .or(() -> config.jwksFile().map(KeySource.OfFile::new))
        .orElseGet(KeySource.Discovery::new);
  }

  /**
   * The trusted issuer that a setting names.
   *
   * @param issuer the property that the issuer's settings are under, with a dot at the end
   * @param setting that names it
   * @param proofs verifies the proofs of those that have no fault
   */
  static TrustedIssuer named(
      String issuer, String setting, String name, Checked<ProofVerifier> proofs, Faults faults) {
    if (faults.concern(issuer + UNDER + "." + name)) {
      throw new Checked.Unjudged();
    }
    return proofs.get().issuers().stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(() -> refused(setting, "is %s, which is not configured".formatted(name)));
  }
}
