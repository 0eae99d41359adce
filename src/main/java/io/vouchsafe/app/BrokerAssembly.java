package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Brokers;
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
 * @param property the property that their names are under
 */
record BrokerAssembly(String property, Map<String, BrokerConfig> configs, ProofVerifier proofs) {
  BrokerAssembly(String issuer, IssuerConfig config, ProofVerifier proofs) {
    this(issuer + "brokers", new TreeMap<>(config.brokers()), proofs);
  }

  Brokers all() {
    List<Broker> brokers = new ArrayList<>();
    configs.forEach((name, config) -> brokers.add(broker(name, config)));
    return Setting.of(property, () -> new Brokers(proofs, brokers));
  }

  private Broker broker(String name, BrokerConfig config) {
    String broker = property + "." + name;
    TrustedIssuer issuer = trusted(broker, config);
    return Setting.of(
        broker,
        () ->
            Broker.of(
                name,
                issuer,
                config.subjects(),
                config.attributes(),
                config.audiences(),
                config.maxTtl(),
                config.maxExpiresIn()));
  }

  private TrustedIssuer trusted(String broker, BrokerConfig config) {
    return proofs.issuers().stream()
        .filter(candidate -> candidate.name().equals(config.trustedIssuer()))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    broker + ".trusted-issuer",
                    "is %s, which is not configured".formatted(config.trustedIssuer())));
  }
}
