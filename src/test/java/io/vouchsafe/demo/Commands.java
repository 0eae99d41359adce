package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What the commands share that start a platform: their ports, and how they end. */
final class Commands {
  static final Set<String> PORTS = Set.of("--port", "--management-port", "--vault-port");

  private static final int HIGHEST_PORT = 65_535;
  private static final int CONNECT_MILLIS = 500;

  private Commands() {}

  /** The ports that a platform takes. */
  record PlatformPorts(Ports service, int vault) {

    /** Refuses ports that are equal, or busy. */
    static PlatformPorts of(Flags flags) {
      Map<String, Integer> ports = new LinkedHashMap<>();
      ports.put("--port", flags.number("--port", "port", 8080, HIGHEST_PORT));
      ports.put("--management-port", flags.number("--management-port", "port", 9000, HIGHEST_PORT));
      ports.put("--vault-port", flags.number("--vault-port", "port", 8200, HIGHEST_PORT));
      if (Set.copyOf(ports.values()).size() < ports.size()) {
        throw flags.misused("--port, --management-port and --vault-port have to differ");
      }
      ports.forEach(
          (flag, port) -> {
            if (isBusy(port)) {
              throw flags.failed(
                  "port %d is busy: stop what listens there, or choose another with %s"
                      .formatted(port, flag));
            }
          });
      return new PlatformPorts(
          new Ports(ports.get("--port"), ports.get("--management-port")),
          ports.get("--vault-port"));
    }
  }

  private static boolean isBusy(int port) {
    try {
      for (InetAddress address : InetAddress.getAllByName("localhost")) {
        if (answers(new InetSocketAddress(address, port))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean answers(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /** Runs a command; what goes wrong ends the program with 1, unless it is ending anyway. */
  static void run(String command, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | AssertionError e) {
      if (Processes.isInterrupted()) {
        return;
      }
      System.err.println(command + ": " + e.getMessage());
      System.exit(1);
    }
  }
}
