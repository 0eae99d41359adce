package io.vouchsafe.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Keys that stand twice in one file, of which only the last holds. SmallRye Config would log the
 * value of the first, which may be a secret, so that is off in {@code application.properties}.
 */
final class RepeatedKeys {
  private RepeatedKeys() {}

  static void check(SmallRyeConfig config, Faults faults) {
    for (ConfigSource source : config.getConfigSources()) {
      Places.file(source.getName())
          .ifPresent(
              file ->
                  in(file)
                      .forEach(
                          key ->
                              faults.doubt(
                                  key, key + ": stands twice in a file, and only the last holds")));
    }
  }

  private static Set<String> in(Path file) {
    Set<String> repeated = new TreeSet<>();
    Properties keys =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          @SuppressWarnings("UnsynchronizedOverridesSynchronized")
          public Object put(Object key, Object value) {
            if (containsKey(key) && SettingName.isWhole((String) key)) {
              repeated.add((String) key);
            }
            return super.put(key, "");
          }
        };
    try (Reader text = Files.newBufferedReader(file, UTF_8)) {
      keys.load(text);
    } catch (IOException gone) {
      return Set.of();
    }
    return repeated;
  }
}
