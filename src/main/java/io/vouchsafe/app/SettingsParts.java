package io.vouchsafe.app;

import io.quarkus.runtime.annotations.CommandLineArguments;
import io.smallrye.config.SmallRyeConfig;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.UnsafeVault;
import io.vouchsafe.http.HttpSettings;
import io.vouchsafe.http.connection.ConnectionSettings;
import io.vouchsafe.http.connection.ShutdownSettings;
import io.vouchsafe.ops.health.VaultWarnings;
import io.vouchsafe.signing.SigningSettings;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.transit.TransitSettings;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The settings, judged once, and what single rooms take of them. */
@Singleton
class SettingsParts {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.config");

  @Produces
  @Singleton
  Settings settings(
      SmallRyeConfig config, InstantSource clock, @CommandLineArguments String[] arguments) {
    boolean checks = Main.checks(arguments);
    Settings settings = Settings.of(Configuration.check(config, true, checks), clock);
    if (!checks) {
      settings.warnings().forEach(LOG::warn);
      LOG.info(settings.mostPublished());
    }
    return settings;
  }

  @Produces
  @Singleton
  VaultWarnings warnings(Settings settings) {
    return new VaultWarnings(
        settings.warnings().stream()
            .filter(UnsafeVault::concerns)
            .collect(
                Collectors.toMap(ConfigFault::property, ConfigFault::message, (one, same) -> one)));
  }

  @Produces
  @Singleton
  TransitSettings transit(Settings settings) {
    return settings.transit();
  }

  @Produces
  @Singleton
  SigningSettings signing(Settings settings) {
    return settings.signing();
  }

  @Produces
  @Singleton
  ReleaseCheck release(Settings settings) {
    return settings.release();
  }

  @Produces
  @Singleton
  ConnectionSettings connections(Settings settings) {
    return settings.connections();
  }

  @Produces
  @Singleton
  ShutdownSettings shutdown(Settings settings) {
    return settings.shutdown();
  }

  @Produces
  @Singleton
  HttpSettings http(Settings settings) {
    return settings.http();
  }
}
