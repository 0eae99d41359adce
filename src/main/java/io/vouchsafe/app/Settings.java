package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.smallrye.config.SmallRyeConfig;
import io.vouchsafe.config.ConnectionConfig;
import io.vouchsafe.config.HttpConfig;
import io.vouchsafe.config.RefusedSettings;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.SigningConfig;
import io.vouchsafe.config.TransitConfig;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.limit.AddressRange;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The settings as validated values. Everything else is made of these, so a setting that is refused
 * stops the start before anything is opened.
 */
@Singleton
class Settings {
  private final SmallRyeConfig config;

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException naming a setting that does not
   *     exist or must not be set
   */
  Settings(SmallRyeConfig config) {
    RefusedSettings.check(config);
    this.config = config;
  }

  /** {@code quarkus.vault.*}. */
  VaultRuntimeConfig vault() {
    return config.getConfigMapping(VaultRuntimeConfig.class);
  }

  @Produces
  @Singleton
  TransitSettings transit(TransitConfig transit) {
    return Setting.prefixed(
        "",
        () ->
            new TransitSettings(
                transit.mount(),
                new VaultSettings(
                    transit.requestTimeout(), transit.poolSize(), transit.maxWaiting())));
  }

  @Produces
  @Singleton
  SigningSettings signing(SigningConfig signing) {
    return Setting.prefixed(
        "",
        () ->
            new SigningSettings(
                new SigningSettings.Lane(signing.ec().batch(), signing.ec().calls()),
                new SigningSettings.Lane(signing.rsa().batch(), signing.rsa().calls()),
                signing.maxWaiting()));
  }

  @Produces
  @Singleton
  ReleaseCheck release(SigningConfig signing) {
    return switch (signing.verify()) {
      case ALWAYS -> ReleaseCheck.always();
      case SAMPLED ->
          Setting.prefixed("vouchsafe.signing.", () -> ReleaseCheck.sampled(signing.verifyOneIn()));
    };
  }

  @Produces
  @Singleton
  ConnectionSettings connections(ConnectionConfig connection) {
    return Setting.prefixed(
        "vouchsafe.http.connection.",
        () ->
            new ConnectionSettings(
                connection.max(),
                connection.maxPerPeer(),
                connection.maxHeads().asLongValue(),
                connection.headTimeout(),
                connection.idleTimeout(),
                connection.answerTimeout()));
  }

  @Produces
  @Singleton
  HttpSettings http(HttpConfig http, TransitConfig transit) {
    return Setting.prefixed(
        "vouchsafe.http.",
        () ->
            new HttpSettings(
                new HttpSettings.Bodies(
                    Math.toIntExact(http.maxBody().asLongValue()),
                    http.maxBodies().asLongValue(),
                    http.bodyTimeout(),
                    http.bodyRate().asLongValue()),
                http.maxTokens(),
                http.maxChecks(),
                http.checksAtOnce().orElseGet(Settings::halfOfTheProcessors),
                new HttpSettings.Rates(
                    http.rates().grant(),
                    http.rates().broker(),
                    http.rates().peer(),
                    http.rates().issuer()),
                proxies(http),
                transit.requestTimeout()));
  }

  private static int halfOfTheProcessors() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static List<AddressRange> proxies(HttpConfig http) {
    return http.proxies().orElse(List.of()).stream()
        .map(text -> Setting.of("vouchsafe.http.proxies", () -> AddressRange.parse(text)))
        .toList();
  }
}
