package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.RegionConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.config.VaultConfig;
import io.vouchsafe.key.Region;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultCredentials;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes the other regions of their configuration, and collects what cannot work. */
final class RegionAssembly {
  private static final String HOME = "vouchsafe.vault.region";
  private static final String PREFIX = "vouchsafe.vault.regions.";

  private record Place(String url, Optional<String> namespace, String mount) {
    /** However the URL is spelled. */
    static Place of(Object url, Optional<String> namespace, String mount) {
      return new Place(
          url.toString().toLowerCase(Locale.ROOT).replaceAll("/+$", ""), namespace, mount);
    }
  }

  private final Map<String, RegionConfig> configs;
  private final String home;
  private final VaultRuntimeConfig vault;
  private final Logins logins;
  private final Checked<TransitSettings> transit;
  private final Checked<Optional<KvSettings>> revocation;
  private final Faults faults;

  /**
   * @param transit home's
   * @param revocation home's
   */
  RegionAssembly(
      Configuration config,
      Logins logins,
      Checked<TransitSettings> transit,
      Checked<Optional<KvSettings>> revocation) {
    VaultConfig own = config.of(VaultConfig.class);
    this.configs = own.regions();
    this.home = own.region();
    this.vault = config.vault();
    this.logins = logins;
    this.transit = transit;
    this.revocation = revocation;
    this.faults = config.faults();
  }

  /** What the names of a region's settings begin with. */
  static String property(Region region) {
    return PREFIX + region;
  }

  /** The name of home. */
  Checked<Region> home() {
    return faults.of(() -> Setting.of(HOME, () -> new Region(home)));
  }

  /** Every other region that has no fault, in the order in which they sign while home cannot. */
  List<ConfiguredRegion> others() {
    faults.check(this::checkDistinct);
    return configs.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, RegionConfig> it) -> it.getValue().order())
                .thenComparing(Map.Entry::getKey))
        .flatMap(it -> other(it.getKey(), it.getValue()).stream())
        .toList();
  }

  private void checkDistinct() {
    Map<Place, String> seen = new HashMap<>();
    vault
        .url()
        .ifPresent(
            url ->
                seen.put(
                    Place.of(url, vault.enterprise().namespace(), transit.get().mount()), "home"));
    configs.forEach(
        (name, config) -> {
          Place place =
              Place.of(
                  config.url(), config.namespace(), config.mount().orElse(transit.get().mount()));
          String same = seen.put(place, name);
          if (same != null) {
            throw Setting.refused(
                PREFIX + name + ".url",
                "is the Vault of %s, with the same namespace and mount; each region has its own, and only the other ones are listed"
                    .formatted(same));
          }
        });
  }

  private Checked<ConfiguredRegion> other(String name, RegionConfig config) {
    String property = PREFIX + name;
    Checked<Region> region = faults.of(() -> Setting.of(property, () -> named(name)));
    VaultAddress address =
        new VaultAddress(
            property,
            property + ".namespace",
            url(config.url()),
            config.namespace(),
            config.tls().caCert(),
            Optional.empty(),
            config.tls().skipVerify(),
            vault);
    faults.check(() -> checkOrder(property, config));
    faults.check(() -> Setting.prefixed("", address::checkUrl));
    faults.check(
        () ->
            Setting.prefixed(
                "",
                () -> {
                  address.check();
                  return true;
                }));
    Checked<VaultCredentials> login =
        faults.of(() -> Setting.prefixed("", () -> login(region.get(), config)));
    Checked<Optional<KvSettings>> kv = faults.of(() -> revocation(property, config));
    Checked<TransitSettings> engine =
        faults.of(() -> Setting.prefixed(property + ".", () -> transit(property, config, kv)));
    return faults.of(
        () ->
            new ConfiguredRegion(
                region.get(), address, login.get(), engine.get(), kv.get(), config.sign()));
  }

  /** Empty where it is of another scheme than a URL's, which is then refused. */
  private static Optional<URL> url(URI configured) {
    try {
      return Optional.of(configured.toURL());
    } catch (MalformedURLException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void checkOrder(String property, RegionConfig config) {
    if (config.order() < 0) {
      throw Setting.refused(property + ".order", "must be 0 or more");
    }
  }

  private Region named(String name) {
    if (name.equals(home)) {
      throw new IllegalArgumentException(
          "is home (%s); only the other regions are listed".formatted(HOME));
    }
    return new Region(name);
  }

  private VaultCredentials login(Region region, RegionConfig config) {
    VaultCredentials login = logins.of(region, config);
    VaultAccess.checkLogin(login);
    return login;
  }

  private Optional<KvSettings> revocation(String property, RegionConfig config) {
    Optional<KvSettings> ofHome = revocation.get();
    if (ofHome.isEmpty() && config.revocationMount().isPresent()) {
      throw Setting.refused(
          property + ".revocation-mount", "needs vouchsafe.caller.revocation.mount");
    }
    return ofHome.map(
        it ->
            Setting.prefixed(
                property + ".revocation-",
                () ->
                    new KvSettings(config.revocationMount().orElse(it.mount()), it.timeout())
                        .apartFrom(config.mount().orElse(transit.get().mount()))));
  }

  private TransitSettings transit(
      String property, RegionConfig config, Checked<Optional<KvSettings>> kv) {
    String mount = TransitSettings.checkMount(config.mount().orElse(transit.get().mount()));
    return new TransitSettings(
        new SetupCommand(
            mount, kv.get().map(KvSettings::mount), property, transit.get().setup().templates()),
        transit.get().calls());
  }
}
