package io.vouchsafe.app;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Brokers;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes the brokers of one issuer of their configuration.
 *
 * @param issuer the property that the issuer's settings are under, with a dot at the end
 * @param proofs verifies the proofs of the trusted issuers that have no fault
 * @param faults collects what cannot work
 */
record BrokerAssembly(
    String issuer,
    Map<String, BrokerConfig> configs,
    Checked<ProofVerifier> proofs,
    Faults faults) {
  private static final String UNDER = "brokers";

  BrokerAssembly(String issuer, IssuerConfig config, Checked<ProofVerifier> proofs, Faults faults) {
    this(issuer, new TreeMap<>(config.brokers()), proofs, faults);
  }

  Checked<Brokers> all() {
    List<Broker> brokers = new ArrayList<>();
    configs.forEach(
        (name, config) -> faults.of(() -> broker(name, config)).stream().forEach(brokers::add));
    return faults.of(() -> Setting.of(issuer + UNDER, () -> new Brokers(proofs.get(), brokers)));
  }

  private Broker broker(String name, BrokerConfig config) {
    String broker = issuer + UNDER + "." + name;
    TrustedIssuer trusted =
        TrustedIssuerAssembly.named(
            issuer, broker + ".trusted-issuer", config.trustedIssuer(), proofs, faults);
    Broker always =
        Setting.of(
            broker,
            () ->
                Broker.of(
                    name,
                    trusted,
                    config.subjects(),
                    config.attributes(),
                    config.audiences(),
                    config.maxTtl(),
                    config.maxExpiresIn()));
    return config.grantsNotBefore().map(always::grantsNotBefore).orElse(always);
  }
}
