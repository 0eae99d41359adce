package io.vouchsafe.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.cli.CommandLines;
import io.vouchsafe.base.Resource;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Properties;

/** Where the process begins. */
public final class Vouchsafe {
  private static final String VERSION_FILE = "/version.properties";

  private Vouchsafe() {}

  public static void main(String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            System.getenv(),
            stream(FileDescriptor.out),
            stream(FileDescriptor.err),
            InstantSource.system());
    System.exit(CommandLines.run(version(), surroundings, arguments));
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, UTF_8);
  }

  private static String version() {
    try {
      Properties build = new Properties();
      build.load(new StringReader(new String(Resource.read(VERSION_FILE), UTF_8)));
      return "vouchsafe %s, commit %s"
          .formatted(build.getProperty("version"), build.getProperty("commit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
