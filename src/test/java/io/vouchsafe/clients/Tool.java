package io.vouchsafe.clients;

import io.vouchsafe.testing.BaoServer;
import io.vouchsafe.testing.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a client needs to run. {@code dev/clients} has looked for it, installed the client, and says
 * in a variable where it is, or why not.
 */
enum Tool {
  NODE("CLIENTS_NODE") {
    @Override
    List<String> command(String place, String script) {
      return List.of("node", Path.of(place, script).toString());
    }
  },
  PYTHON("CLIENTS_PYTHON") {
    @Override
    List<String> command(String place, String script) {
      return List.of(
          place, "-B", "-W", "ignore", SCRIPTS.resolve("python").resolve(script).toString());
    }
  },
  GO("CLIENTS_GO") {
    @Override
    List<String> command(String place, String script) {
      return List.of(Path.of(place, script).toString());
    }
  },
  KUBECTL("CLIENTS_KUBECTL") {
    @Override
    List<String> command(String place, String script) {
      return List.of("sh", "-c", "\"$0\" " + script, place);
    }
  },
  /** A server, not a client. */
  MINIO("CLIENTS_MINIO") {
    @Override
    List<String> command(String place, String script) {
      return List.of(Path.of(place, "minio").toString(), "server");
    }
  },
  /** A server whose files this is; it is no client either. */
  KEYCLOAK("CLIENTS_KEYCLOAK") {
    @Override
    List<String> command(String place, String script) {
      return List.of(place);
    }
  },
  /** {@code bao}, which is there whenever OpenBao is. */
  BAO("") {
    @Override
    Optional<List<String>> command(String script) {
      return Optional.of(command(BaoServer.binary(), script));
    }

    @Override
    List<String> command(String place, String script) {
      return KUBECTL.command(place, script);
    }
  };

  private static final Path SCRIPTS = Repository.ROOT.resolve("dev/lib/clients");

  private final String variable;

  Tool(String variable) {
    this.variable = variable;
  }

  /** How to run a script of this tool, or nothing where the tool is not there. */
  Optional<List<String>> command(String script) {
    return Optional.ofNullable(System.getenv(variable))
        .filter(place -> !place.isEmpty())
        .map(place -> command(place, script));
  }

  abstract List<String> command(String place, String script);

  /** Why it is not there. */
  String missing() {
    return Optional.ofNullable(System.getenv(variable + "_MISSING"))
        .orElse(variable + " is not set");
  }
}
