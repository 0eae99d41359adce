package io.vouchsafe.config;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What is configured, once its form was checked. The settings that have no fault are here whatever
 * became of the others, so that what they mean can be judged in the same go.
 */
public final class Configuration {
  /** Whether the public port is open without TLS. */
  static final String INSECURE = "quarkus.http.insecure-requests";

  private final SmallRyeConfig config;
  private final Faults faults;
  private final boolean ownTls;
  private final boolean plainText;

  private Configuration(SmallRyeConfig config, Faults faults, boolean ownTls, boolean plainText) {
    this.config = Objects.requireNonNull(config, "config");
    this.faults = faults;
    this.ownTls = ownTls;
    this.plainText = plainText;
  }

  /**
   * Checks the form of all that is set.
   *
   * @param config with the mappings of this room where {@code mapped}, and else without
   * @param strict whether what may be a mistake, such as a variable in our name that names no
   *     setting, is a fault rather than a warning
   */
  public static Configuration check(SmallRyeConfig config, boolean mapped, boolean strict) {
    Faults faults = new Faults(new Places(config), strict);
    RefusedSettings.check(config, faults);
    LocationsCheck.check(config, faults);
    RepeatedKeys.check(config, faults);
    VariableCheck.check(config, faults);
    Map<String, String> sound = SettingsForm.check(config, faults);
    TlsNames.check(config, faults);
    Configuration checked =
        new Configuration(
            mapped && !faults.any() ? config : SoundConfig.of(sound),
            faults,
            OwnTls.ofPublicPort(config.getPropertyNames()),
            "enabled".equalsIgnoreCase(config.getConfigValue(INSECURE).getValue()));
    FileCheck.check(config, faults, checked.serves());
    UnwiseSettings.check(checked);
    return checked;
  }

  /**
   * The settings, of Quarkus as well, whose value is a duration that no number of seconds can hold.
   * Where one is, Quarkus names none.
   */
  public static List<ConfigFault> overlong(SmallRyeConfig config) {
    Faults faults = new Faults(new Places(config), false);
    for (String name : config.getPropertyNames()) {
      String value = config.getConfigValue(name).getValue();
      try {
        DurationConverter.parseDuration(value == null ? "" : value);
      } catch (ArithmeticException e) {
        faults.add(name, name + ": is too long a duration");
      } catch (RuntimeException e) {
        continue;
      }
    }
    return faults.all();
  }

  /**
   * What is wrong now with the files of a certificate.
   *
   * @param property what its settings begin with, such as {@code quarkus.tls.public}
   */
  public static List<String> filesOfCertificate(SmallRyeConfig config, String property) {
    return files(config, name -> OwnTls.isOf(property, name));
  }

  /** What is wrong now with the files of all certificates of the TLS registry. */
  public static List<String> filesOfCertificates(SmallRyeConfig config) {
    return files(config, OwnTls::isOfRegistry);
  }

  private static List<String> files(SmallRyeConfig config, Predicate<String> among) {
    Faults faults = new Faults(name -> "", false);
    FileCheck.check(config, faults, true, among);
    return faults.all().stream().map(ConfigFault::message).toList();
  }

  /** The faults so far, and those that are still to be found. */
  public Faults faults() {
    return faults;
  }

  /** The settings of a mapping of this room. */
  public <T> T of(Class<T> mapping) {
    return config.getConfigMapping(mapping);
  }

  /** Whether the public port has a certificate. */
  boolean ownTls() {
    return ownTls;
  }

  /** Whether the public port is open both with TLS and without. */
  boolean servesPlainTextBesideTls() {
    return serves() && ownTls && plainText;
  }

  /** Whether there is a public port. */
  boolean serves() {
    return of(RotationConfig.class).mode().serves();
  }

  /** {@code quarkus.vault.*}. */
  public VaultRuntimeConfig vault() {
    return config.getConfigMapping(VaultRuntimeConfig.class);
  }
}
