package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.base.Outage;
import io.vouchsafe.caller.Brokers;
import io.vouchsafe.caller.CheckedTokens;
import io.vouchsafe.caller.TokenExchanges;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuerUrl;
import io.vouchsafe.config.IssuersConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.KeyPolicies;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.ExtraJwks;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.SubjectTemplate;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Makes issuers of their configuration, and collects what cannot work. */
final class IssuerAssembly {
  private static final String PREFIX = "vouchsafe.issuers.";

  private final Map<String, IssuerConfig> configs;
  private final Duration maxTtl;
  private final String region;
  private final Checked<KeyPolicies> keyPolicies;
  private final InstantSource clock;
  private final Faults faults;
  private final Outage trustedIssuers;
  private final TemplateAssembly templates;

  /**
   * @param maxTtl the longest lifetime of any identity token
   * @param region the name of home
   */
  IssuerAssembly(
      IssuersConfig config,
      Duration maxTtl,
      String region,
      Checked<KeyPolicies> keyPolicies,
      InstantSource clock,
      Faults faults) {
    this.configs = new TreeMap<>(config.issuers());
    this.maxTtl = Objects.requireNonNull(maxTtl, "maxTtl");
    this.region = Objects.requireNonNull(region, "region");
    this.keyPolicies = Objects.requireNonNull(keyPolicies, "keyPolicies");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.faults = Objects.requireNonNull(faults, "faults");
    this.trustedIssuers = Outages.ofTrustedIssuers(clock);
    this.templates = new TemplateAssembly(PREFIX, configs, faults);
  }

  /** Every configured issuer, by name, that has no fault. */
  List<ConfiguredIssuer> all() {
    faults.check(this::checkAny);
    faults.check(() -> distinct("issuer", "path", config -> config.issuer().getRawPath()));
    faults.check(() -> distinct("key-prefix", "value", IssuerConfig::keyPrefix));
    templates.check();
    List<Checked<ConfiguredIssuer>> issuers = new ArrayList<>();
    configs.forEach((name, config) -> issuers.add(issuer(name, config)));
    return issuers.stream().flatMap(Checked::stream).toList();
  }

  private void checkAny() {
    if (configs.isEmpty() && !faults.concern("vouchsafe.issuers")) {
      throw refused(
          PREFIX + "default.issuer",
          "is missing; set it to the https URL that relying parties will know this issuer by");
    }
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

  private URI url(String property, Optional<IssuerTemplate> template, IssuerConfig config) {
    return template.isPresent()
        ? config.issuer()
        : Setting.of(property, () -> IssuerUrl.check(config.issuer(), config.allowHttp()));
  }

  private Checked<ConfiguredIssuer> issuer(String name, IssuerConfig config) {
    String property = PREFIX + name + ".";
    Checked<Optional<IssuerTemplate>> template = faults.of(() -> templates.of(name));
    Checked<URI> url = faults.of(() -> url(property + "issuer", template.get(), config));
    Checked<SubjectTemplate> subject =
        faults.of(
            () -> Setting.of(property + "subject", () -> SubjectTemplate.parse(config.subject())));
    PolicyAssembly policies = new PolicyAssembly(property, config, maxTtl, region, faults);
    Checked<IssuancePolicy> policy = policies.ofIssuance(subject, templates.refusedAudiences());
    Checked<Map<KeyRole, KeyPolicy>> ofKeys = faults.of(() -> policies.ofKeys(keyPolicies.get()));
    Checked<ProofVerifier> proofs =
        new TrustedIssuerAssembly(property, config, faults).verifier(name, clock, trustedIssuers);
    Checked<Brokers> brokers = new BrokerAssembly(property, config, proofs, faults).all();
    Checked<Optional<TokenExchanges>> exchanges =
        new ExchangeAssembly(
                property, config, configs.values(), templates.issuers(), proofs, clock, faults)
            .all();
    Checked<List<ExtraKey>> extraKeys =
        faults.of(
            () ->
                template.get().isPresent()
                    ? List.of()
                    : extraKeys(property + "extra-jwks", config));
    return faults.of(
        () ->
            new ConfiguredIssuer(
                name,
                url.get().toString(),
                config.keyPrefix(),
                ofKeys.get(),
                keyPolicies.get().caching(),
                extraKeys.get(),
                policy.get(),
                claims(subject.get(), config),
                ProfileAssembly.trustDomain(config).isPresent(),
                proofs.get(),
                brokers.get(),
                exchanges.get(),
                new CheckedTokens(),
                template.get()));
  }

  private static List<ExtraKey> extraKeys(String property, IssuerConfig config) {
    return config
        .extraJwks()
        .map(file -> Setting.of(property, () -> ExtraJwks.read(file)))
        .orElse(List.of());
  }

  private static TreeSet<String> claims(SubjectTemplate subject, IssuerConfig config) {
    TreeSet<String> claims =
        new TreeSet<>(List.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti"));
    claims.addAll(subject.attributes());
    config.regionClaim().ifPresent(claims::add);
    config.brokers().values().forEach(broker -> claims.addAll(broker.attributes().keySet()));
    config
        .audiences()
        .values()
        .forEach(audience -> claims.addAll(ProfileAssembly.claims(audience)));
    config.exchanges().values().forEach(exchange -> claims.addAll(exchange.attributes().keySet()));
    return claims;
  }
}
