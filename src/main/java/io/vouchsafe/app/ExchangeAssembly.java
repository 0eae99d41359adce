package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;
import static java.util.stream.Collectors.toMap;

import io.vouchsafe.caller.TokenExchange;
import io.vouchsafe.caller.TokenExchanges;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.ExchangeConfig;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.IssuersConfig.TrustedIssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuer.Identity;
import io.vouchsafe.token.OwnUrls;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes the exchanges of one issuer of their configuration.
 *
 * @param issuer the property that the issuer's settings are under, with a dot at the end
 * @param ownIssuers the {@code iss} of every issuer of ours, and of every one that may come to be
 * @param audiencesOfBrokers by the audience of a trusted issuer of a broker, the broker's name
 * @param proofs verifies the JWTs of the trusted issuers that have no fault
 * @param faults collects what cannot work
 */
record ExchangeAssembly(
    String issuer,
    Map<String, ExchangeConfig> configs,
    OwnUrls ownIssuers,
    Map<String, String> audiencesOfBrokers,
    Checked<ProofVerifier> proofs,
    InstantSource clock,
    Faults faults) {
  private static final String UNDER = "exchanges";

  /**
   * @param all every issuer that is configured
   * @param ownIssuers the {@code iss} of every issuer of ours, and of every one that may come to be
   */
  ExchangeAssembly(
      String issuer,
      IssuerConfig config,
      Collection<IssuerConfig> all,
      OwnUrls ownIssuers,
      Checked<ProofVerifier> proofs,
      InstantSource clock,
      Faults faults) {
    this(
        issuer,
        new TreeMap<>(config.exchanges()),
        ownIssuers,
        all.stream()
            .flatMap(ExchangeAssembly::audiencesOfBrokers)
            .collect(toMap(Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one)),
        proofs,
        clock,
        faults);
  }

  private static Stream<Map.Entry<String, String>> audiencesOfBrokers(IssuerConfig config) {
    return config.brokers().entrySet().stream()
        .flatMap(
            broker ->
                Optional.ofNullable(config.trustedIssuers().get(broker.getValue().trustedIssuer()))
                    .map(TrustedIssuerConfig::audience)
                    .map(audience -> Map.entry(audience, broker.getKey()))
                    .stream());
  }

  /** All of them; empty if none is configured. */
  Checked<Optional<TokenExchanges>> all() {
    List<TokenExchange> exchanges = new ArrayList<>();
    configs.forEach(
        (name, config) -> faults.of(() -> exchange(name, config)).stream().forEach(exchanges::add));
    return faults.of(
        () ->
            configs.isEmpty()
                ? Optional.empty()
                : Optional.of(
                    Setting.of(
                        issuer + UNDER,
                        () -> new TokenExchanges(proofs.get(), exchanges, ownIssuers, clock))));
  }

  private TokenExchange exchange(String name, ExchangeConfig config) {
    String exchange = issuer + UNDER + "." + name;
    TrustedIssuer trusted = trusted(exchange, config);
    return Setting.prefixed(
        exchange + ".",
        () ->
            TokenExchange.of(
                name,
                trusted,
                config.claims(),
                config.attributes(),
                config.audiences(),
                config.maxTtl()));
  }

  private TrustedIssuer trusted(String exchange, ExchangeConfig config) {
    TrustedIssuer trusted =
        TrustedIssuerAssembly.named(
            issuer, exchange + ".trusted-issuer", config.trustedIssuer(), proofs, faults);
    String broker = audiencesOfBrokers.get(trusted.audience());
    if (broker != null) {
      throw refused(
          exchange + ".trusted-issuer",
          "is %s, whose audience is that of the proofs of broker %s; an exchange needs a trusted issuer with an audience of its own"
              .formatted(trusted.name(), broker));
    }
    if (trusted.identity() instanceof Identity.Issuer(String iss) && ownIssuers.contains(iss)) {
      throw refused(
          exchange + ".trusted-issuer",
          "is %s, which is an issuer of ours; its tokens are not exchanged again"
              .formatted(trusted.name()));
    }
    return trusted;
  }
}
