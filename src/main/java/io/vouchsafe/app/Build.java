package io.vouchsafe.app;

import io.quarkus.runtime.ImageMode;
import io.vouchsafe.base.Resource;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

/**
 * What this program was built from, by {@code version.properties}, and what it runs on.
 *
 * @param version the version, such as {@code 1.2.0}
 * @param commit the commit's full id, with {@code -dirty} after it if the sources had been changed
 *     since; {@code unknown} if they were no git clone
 * @param runtime {@code native}, or name and version of the JVM
 */
record Build(String version, String commit, String runtime) {
  private static final String FILE = "/version.properties";

  /**
   * @throws IllegalStateException if the file is not there, which is a fault of the build
   */
  static Build current() {
    Properties file = read();
    return new Build(file.getProperty("version"), file.getProperty("commit"), platform());
  }

  private static Properties read() {
    try {
      Properties properties = new Properties();
      properties.load(new StringReader(new String(Resource.read(FILE), StandardCharsets.UTF_8)));
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String platform() {
    return ImageMode.current().isNativeImage()
        ? "native"
        : System.getProperty("java.vm.name") + " " + Runtime.version();
  }

  @Override
  public String toString() {
    return "vouchsafe-server %s, commit %s, %s".formatted(version, commit, runtime);
  }
}
