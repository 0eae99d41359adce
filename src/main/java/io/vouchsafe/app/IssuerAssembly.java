package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;
import static java.util.stream.Collectors.toSet;

import io.vouchsafe.audit.LoggedAudit;
import io.vouchsafe.caller.Brokers;
import io.vouchsafe.caller.Callers;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.config.IssuerUrl;
import io.vouchsafe.config.IssuersConfig;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.KeyPolicies;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.ExtraJwks;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.LoggedTrustedIssuerEvents;
import io.vouchsafe.ops.SigningTroubles;
import io.vouchsafe.ops.WatchedAudit;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.TokenIssuer;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes issuers of their configuration, and refuses what cannot work, naming the property and the
 * reason.
 */
final class IssuerAssembly {
  private static final String PREFIX = "vouchsafe.issuers.";

  private final Map<String, IssuerConfig> configs;
  private final KeyPolicies keyPolicies;
  private final KeysConfig times;
  private final IssuerVault vault;
  private final ReleaseCheck release;
  private final SigningTroubles troubles;
  private final IssuerListeners listeners;
  private final InstantSource clock;
  private final Set<String> refusedAudiences;

  IssuerAssembly(
      IssuersConfig config,
      KeysConfig times,
      IssuerVault vault,
      ReleaseCheck release,
      SigningTroubles troubles,
      IssuerListeners listeners,
      InstantSource clock) {
    this.configs = new TreeMap<>(config.issuers());
    this.times = Objects.requireNonNull(times, "times");
    this.keyPolicies = KeyPolicies.of(times);
    this.vault = Objects.requireNonNull(vault, "vault");
    this.release = Objects.requireNonNull(release, "release");
    this.troubles = Objects.requireNonNull(troubles, "troubles");
    this.listeners = Objects.requireNonNull(listeners, "listeners");
    this.clock = Objects.requireNonNull(clock, "clock");
    checkTogether();
    this.refusedAudiences =
        configs.values().stream()
            .flatMap(IssuerAssembly::audiencesOfOurs)
            .map(IssuancePolicy::withoutSlash)
            .collect(toSet());
  }

  private static Stream<String> audiencesOfOurs(IssuerConfig config) {
    return Stream.concat(
        Stream.of(config.issuer().toString()),
        config.trustedIssuers().values().stream().map(IssuersConfig.TrustedIssuerConfig::audience));
  }

  private void checkTogether() {
    if (configs.isEmpty()) {
      throw refused(
          PREFIX + "default.issuer",
          "is missing; set it to the https URL that relying parties will know this issuer by");
    }
    distinct("issuer", "path", config -> config.issuer().getRawPath());
    distinct("key-prefix", "value", IssuerConfig::keyPrefix);
  }

  private void distinct(String property, String what, Function<IssuerConfig, String> value) {
    Map<String, String> seen = new HashMap<>();
    configs.forEach(
        (name, config) -> {
          String other = seen.put(value.apply(config), name);
          if (other != null) {
            throw refused(
                PREFIX + name + "." + property,
                "has the same %s as that of issuer %s; each issuer needs its own"
                    .formatted(what, other));
          }
        });
  }

  /** Every configured issuer, by name. */
  Issuers all() {
    List<Issuer> issuers = new ArrayList<>();
    configs.forEach((name, config) -> issuers.add(issuer(name, config)));
    return new Issuers(issuers);
  }

  private Issuer issuer(String name, IssuerConfig config) {
    String property = PREFIX + name + ".";
    URI url =
        Setting.of(property + "issuer", () -> IssuerUrl.check(config.issuer(), config.allowHttp()));
    SubjectTemplate subject =
        Setting.of(property + "subject", () -> SubjectTemplate.parse(config.subject()));
    PolicyAssembly policies = new PolicyAssembly(property, config, times.maxTtl());
    IssuancePolicy policy = policies.ofIssuance(subject, refusedAudiences);
    List<TrustedIssuer> trusted = new TrustedIssuerAssembly(property, config).all();
    ProofVerifier proofs =
        Setting.of(
            property + "trusted-issuers",
            () -> new ProofVerifier(trusted, clock, new LoggedTrustedIssuerEvents(name)));
    Brokers brokers = new BrokerAssembly(property, config, proofs).all();
    Map<KeyRole, KeyPolicy> keyTimes = policies.ofKeys(keyPolicies);
    IssuerKeys keys =
        new IssuerKeys(
            vault.custodian(config.keyPrefix()),
            keyTimes,
            clock,
            listeners.keys(name, config.keyPrefix(), keyTimes.keySet(), vault.mount()));
    Issuance issuance =
        new Issuance(
            url.toString(),
            keys,
            vault.signer(),
            release,
            new WatchedAudit(new LoggedAudit(name), troubles),
            clock,
            listeners.tokens(name, keys.roles()));
    Grants grants = new Grants(url.toString(), keys, policy, issuance, clock);
    return new Issuer(
        name,
        url,
        config.keyPrefix(),
        keys,
        extraKeys(property + "extra-jwks", config),
        keyPolicies.caching(),
        claims(subject, config.brokers().values()),
        proofs,
        new Callers(grants, brokers, keys),
        grants,
        new TokenIssuer(policy, issuance));
  }

  private static List<ExtraKey> extraKeys(String property, IssuerConfig config) {
    return config
        .extraJwks()
        .map(file -> Setting.of(property, () -> ExtraJwks.read(file)))
        .orElse(List.of());
  }

  private static TreeSet<String> claims(SubjectTemplate subject, Collection<BrokerConfig> brokers) {
    TreeSet<String> claims =
        new TreeSet<>(List.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti"));
    claims.addAll(subject.attributes());
    brokers.forEach(broker -> claims.addAll(broker.attributes().keySet()));
    return claims;
  }
}
