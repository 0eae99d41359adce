package io.vouchsafe.app;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.VertxOptions;
import io.vouchsafe.config.Configuration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/**
 * Looks at the files of the TLS registry before Quarkus does, which reads them as soon as it has
 * its Vert.x, long before the settings are judged: it waits for ever for the writer of a pipe, and
 * reads a device until no memory is left.
 */
@Singleton
class FilesFirst implements VertxOptionsCustomizer {
  /** Some of these files cannot be used; {@link Ending} says this with all other faults. */
  static final class Refused extends ConfigurationException {
    private static final long serialVersionUID = 1L;

    private Refused(List<String> faults) {
      super(String.join(System.lineSeparator(), faults));
    }
  }

  private final SmallRyeConfig config;

  FilesFirst(SmallRyeConfig config) {
    this.config = Objects.requireNonNull(config, "config");
  }

  /**
   * Changes nothing.
   *
   * @throws Refused if one of the files cannot be used
   */
  @Override
  public void accept(VertxOptions options) {
    List<String> faults = Configuration.filesOfCertificates(config);
    if (!faults.isEmpty()) {
      throw new Refused(faults);
    }
  }
}
