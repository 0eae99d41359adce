package io.vouchsafe.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the process begins: without arguments it is the service; {@code --check} judges its
 * configuration and ends with 0 or 1; {@code --version} and {@code --help} answer and end with 0;
 * anything else is refused with 2. Settings are never arguments.
 */
@QuarkusMain
public final class Main {
  /** What the program is called. */
  static final String NAME = "vouchsafe-server";

  /** Quarkus would answer a malformed target by itself, without a body; the entrance does it. */
  private static final String OWN_TARGETS = "vertx.disableURIValidation";

  private static final int MISUSED = 2;
  private static final String CHECK = "--check";
  private static final String VERSION = "--version";
  private static final String HELP = "--help";
  private static final String USAGE =
      """
      usage: vouchsafe-server [--check | --version | --help]

      Without arguments the service starts. With --check it says what is wrong with its
      configuration, all of it, and ends: with 0 if it can start so, and else with 1.
      It opens no port and does not call Vault. Its settings are
        properties             -Dquarkus.http.port=8081 (with a jar: before -jar)
        environment variables  QUARKUS_HTTP_PORT=8081
        a file                 config/application.properties in the working directory,
                               or the one that -Dquarkus.config.locations=FILE names
      and docs/configuration.md explains every one of them.""";

  /** Held, since a logger that nobody holds forgets its level. */
  private static Logger reader;

  private Main() {}

  public static void main(String... args) {
    if (args.length == 0 || checks(args)) {
      System.setProperty(OWN_TARGETS, "true");
      keepValuesOutOfTheLog();
      Quarkus.run(null, new Ending(checks(args)), args);
    } else {
      answer(args);
    }
  }

  /**
   * Of a key that stands twice in a file SmallRye Config logs a value, be it a secret. The level
   * that is configured holds once the log is set up; it may end before.
   */
  private static void keepValuesOutOfTheLog() {
    reader = Logger.getLogger("io.smallrye.config");
    reader.setLevel(Level.SEVERE);
  }

  /** Whether these arguments ask for the configuration to be judged, and for nothing else. */
  static boolean checks(String... args) {
    return List.of(args).equals(List.of(CHECK));
  }

  private static void answer(String... args) {
    switch (String.join(" ", args)) {
      case VERSION -> System.out.println(Build.current());
      case HELP -> System.out.println(USAGE);
      default -> refuse(Set.of(CHECK, VERSION, HELP).contains(args[0]) ? args[1] : args[0]);
    }
  }

  /** What follows a {@code =} may be a secret that was meant for a property. */
  private static void refuse(String argument) {
    System.err.printf(
        "%s: unexpected argument '%s' (--help shows the usage)%n", NAME, argument.split("=", 2)[0]);
    System.exit(MISUSED);
  }
}
