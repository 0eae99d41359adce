package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.prefixed;

import io.vouchsafe.audit.AuditSettings;
import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.config.AuditConfig;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.ConnectionConfig;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.HttpConfig;
import io.vouchsafe.config.IssuersConfig;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RevocationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.SigningConfig;
import io.vouchsafe.config.TransitConfig;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.connection.ShutdownSettings;
import io.vouchsafe.http.limit.AddressRange;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultNodeUrls;
import io.vouchsafe.vault.VaultSettings;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Makes the validated values of single rooms of their configuration. */
record SettingsOfRooms(Configuration config, Faults faults) {
  private static final String HTTP = "vouchsafe.http.";

  Checked<TransitSettings> transit() {
    TransitConfig transit = config.of(TransitConfig.class);
    Checked<VaultSettings> calls =
        of(
            "",
            () ->
                new VaultSettings(
                    transit.requestTimeout(), transit.poolSize(), transit.maxWaiting()));
    Checked<String> mount =
        of("vouchsafe.transit.", () -> TransitSettings.checkMount(transit.mount()));
    return of("", () -> new TransitSettings(setup(mount.get()), calls.get()));
  }

  private SetupCommand setup(String mount) {
    return new SetupCommand(mount, config.of(RevocationConfig.class).mount(), templates());
  }

  /** Those that are well formed; what is wrong with others is said where the issuers are made. */
  private List<OrgPattern> templates() {
    return config.of(IssuersConfig.class).issuers().values().stream()
        .map(IssuersConfig.IssuerConfig::keyPrefix)
        .filter(OrgPattern::isIn)
        .flatMap(
            prefix ->
                OrgPattern.isIn(prefix.replaceFirst(Pattern.quote(OrgPattern.PLACE), ""))
                    ? Stream.empty()
                    : Stream.of(OrgPattern.parse(prefix)))
        .toList();
  }

  /** Empty where grants cannot be revoked. */
  Checked<Optional<KvSettings>> revocation() {
    RevocationConfig revocation = config.of(RevocationConfig.class);
    KeysConfig keys = config.of(KeysConfig.class);
    return of(
        "vouchsafe.caller.revocation.",
        () ->
            revocation
                .mount()
                .map(mount -> new KvSettings(mount, revocation.timeout()))
                .map(kv -> kv.apartFrom(config.of(TransitConfig.class).mount()))
                .map(kv -> kv.within(keys.refresh(), keys.maxRingAge())));
  }

  /** None where Vault's address signs. */
  Checked<List<URL>> nodes() {
    List<URI> nodes = config.of(VaultConfig.class).nodes().orElse(List.of());
    return faults.of(() -> Setting.of("vouchsafe.vault.nodes", () -> VaultNodeUrls.check(nodes)));
  }

  Checked<SigningSettings> signing() {
    SigningConfig signing = config.of(SigningConfig.class);
    return of(
        "",
        () ->
            new SigningSettings(
                new SigningSettings.Lane(signing.ec().batch(), signing.ec().calls()),
                new SigningSettings.Lane(signing.rsa().batch(), signing.rsa().calls()),
                signing.maxWaiting()));
  }

  Checked<ReleaseCheck> release() {
    SigningConfig signing = config.of(SigningConfig.class);
    return switch (signing.verify()) {
      case ALWAYS -> faults.of(ReleaseCheck::always);
      case SAMPLED -> of("vouchsafe.signing.", () -> ReleaseCheck.sampled(signing.verifyOneIn()));
    };
  }

  Checked<ConnectionSettings> connections() {
    ConnectionConfig connection = config.of(ConnectionConfig.class);
    return of(
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

  Checked<ShutdownSettings> shutdown() {
    HttpConfig http = config.of(HttpConfig.class);
    return of(HTTP, () -> new ShutdownSettings(http.shutdownDelay(), http.shutdownTimeout()));
  }

  Checked<HttpSettings> http() {
    HttpConfig http = config.of(HttpConfig.class);
    int checksAtOnce = http.checksAtOnce().orElseGet(SettingsOfRooms::halfOfTheProcessors);
    of(
        HTTP,
        () -> {
          HttpSettings.checkRooms(http.maxTokens(), http.maxChecks(), checksAtOnce);
          return true;
        });
    Checked<HttpSettings.Bodies> bodies =
        of(
            HTTP,
            () ->
                new HttpSettings.Bodies(
                    HttpSettings.Bodies.checkedMax(http.maxBody().asLongValue()),
                    http.maxBodies().asLongValue(),
                    http.bodyTimeout(),
                    http.bodyRate().asLongValue()));
    Checked<HttpSettings.Rates> rates =
        of(
            HTTP,
            () ->
                new HttpSettings.Rates(
                    http.rates().grant(),
                    http.rates().broker(),
                    http.rates().exchange(),
                    http.rates().peer(),
                    http.rates().issuer()));
    Checked<List<AddressRange>> proxies = faults.of(() -> proxies(http));
    return of(
        HTTP,
        () ->
            new HttpSettings(
                bodies.get(),
                http.maxTokens(),
                http.maxChecks(),
                checksAtOnce,
                rates.get(),
                proxies.get(),
                config.of(TransitConfig.class).requestTimeout()));
  }

  /**
   * @param serves whether anything is recorded; if not, the file is not looked at
   */
  Checked<AuditSettings> audit(boolean serves) {
    AuditConfig audit = config.of(AuditConfig.class);
    return of(
        "vouchsafe.audit.",
        () ->
            new AuditSettings(
                audit.file().filter(file -> serves), audit.required(), audit.strangersPerMinute()));
  }

  private <T> Checked<T> of(String prefix, Supplier<T> made) {
    return faults.of(() -> prefixed(prefix, made));
  }

  private static int halfOfTheProcessors() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  private static List<AddressRange> proxies(HttpConfig http) {
    return http.proxies().orElse(List.of()).stream()
        .map(text -> Setting.of(HTTP + "proxies", () -> AddressRange.parse(text)))
        .toList();
  }
}
