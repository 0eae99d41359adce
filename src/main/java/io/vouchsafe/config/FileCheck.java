package io.vouchsafe.config;

import static io.smallrye.config.common.utils.StringUtil.split;

import io.smallrye.config.SmallRyeConfig;
import io.vouchsafe.base.OwnersOnly;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that settings name: ours, those of the login to Vault, and those of the certificates of
 * both ports. What is wrong with one is said with its setting, whoever reads it later.
 *
 * <p>Vault's own authorities ({@code quarkus.vault.tls.ca-cert}) are judged where they are used.
 */
final class FileCheck {
  private static final List<KnownSetting> FILES =
      KnownSettings.judged().filter(FileCheck::namesAFile).toList();

  /** Kubernetes mounts it into each pod; elsewhere a configuration is judged without it. */
  private static final String POD = "/var/run/secrets/kubernetes.io/serviceaccount";

  /** Settings, and variables, whose files say whom the service trusts or whose keys it serves. */
  private static final Pattern TRUSTED =
      Pattern.compile(
          "(?i)extra.jwks|jwks.file|ca.file|regions.*ca.cert|trust.store|revocation.list");

  private static final String OF_TRUSTED_ISSUERS = ".trusted-issuers.";

  private final SmallRyeConfig config;
  private final Faults faults;
  private final boolean serves;

  private FileCheck(SmallRyeConfig config, Faults faults, boolean serves) {
    this.config = config;
    this.faults = faults;
    this.serves = serves;
  }

  /**
   * @param serves whether the instance asks trusted issuers for their keys
   */
  static void check(SmallRyeConfig config, Faults faults, boolean serves) {
    check(config, faults, serves, name -> true);
  }

  /** The same for the settings whose names are {@code among} those that matter. */
  static void check(SmallRyeConfig config, Faults faults, boolean serves, Predicate<String> among) {
    FileCheck check = new FileCheck(config, faults, serves);
    Set<String> variables = new HashSet<>();
    Set<String> names = new TreeSet<>();
    config.getPropertyNames().forEach(names::add);
    for (String name : names) {
      Optional.of(name)
          .filter(among)
          .flatMap(FileCheck::setting)
          .filter(setting -> variables.add(Variables.of(name)))
          .flatMap(FileKind::of)
          .ifPresent(kind -> check.checkOne(name, kind));
    }
  }

  /** The setting that a property, or the variable of one, sets; empty if it names no file. */
  static Optional<String> setting(String property) {
    if (property.indexOf('.') < 0) {
      return FILES.stream()
          .filter(known -> known.chosen(property).isPresent())
          .map(KnownSetting::pattern)
          .findFirst();
    }
    List<String> segments = SettingName.segments(SettingName.unindexed(property));
    return FILES.stream()
        .filter(known -> known.matches(segments))
        .map(KnownSetting::pattern)
        .findFirst();
  }

  static boolean namesAFile(KnownSetting known) {
    return known.type() == Path.class || known.pattern().endsWith(".jwt-token-path");
  }

  private void checkOne(String name, FileKind kind) {
    if (!serves && name.contains(OF_TRUSTED_ISSUERS)) {
      return;
    }
    Optional.ofNullable(config.getConfigValue(name).getValue()).stream()
        .flatMap(value -> Stream.of(split(value)))
        .map(String::strip)
        .filter(file -> !file.isEmpty())
        .forEach(file -> checkFile(name, kind, file));
  }

  private void checkFile(String name, FileKind kind, String text) {
    try {
      Path file = Path.of(text);
      if (!file.startsWith(POD) || Files.exists(Path.of(POD))) {
        kind.fault(file)
            .ifPresentOrElse(
                fault -> say(name, fault, kind.mayComeLater(file)), () -> checkTrust(name, file));
      }
    } catch (InvalidPathException e) {
      say(name, "is no name of a file", false);
    }
  }

  /** What is missing is said by the kind of the file, or by who reads it. */
  private void checkTrust(String name, Path file) {
    if (TRUSTED.matcher(name).find() && Files.exists(file)) {
      try {
        OwnersOnly.checkTrusted(file);
      } catch (IllegalArgumentException refusal) {
        say(name, refusal.getMessage(), false);
      }
    }
  }

  private void say(String name, String fault, boolean mayComeLater) {
    if (mayComeLater) {
      faults.warn(name, "%s: %s; what needs it fails until it is there".formatted(name, fault));
    } else {
      faults.add(name, name + ": " + fault);
    }
  }
}
