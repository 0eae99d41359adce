package io.vouchsafe.outages;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The service, then Vault, may open nothing more, while strangers connect to the service. */
final class NoDescriptors extends VaultTrial {
  private static final int STRANGERS = 40;
  private static final int PLENTY = 1024;

  private final List<Socket> strangers = new ArrayList<>();

  @Override
  public Optional<String> lacks() {
    return Files.isExecutable(Path.of("/usr/bin/prlimit"))
        ? Optional.empty()
        : Optional.of("prlimit (util-linux)");
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return List.of(
        row(
            "the service has no descriptors left",
            watched.service().process(),
            stage,
            watched,
            lasts),
        row("Vault has no descriptors left", stage.bao().process(), stage, watched, lasts));
  }

  private Figures row(String name, Process process, Stage stage, Watched watched, Duration lasts) {
    return watched.outage(
        name,
        () -> {
          limit(process, open(process));
          connect(URI.create(stage.url()).getPort());
        },
        lasts,
        () -> {
          limit(process, PLENTY);
          hangUp();
        });
  }

  private static int open(Process process) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hard limit stays, so that this one can be raised again. */
  private static void limit(Process process, int descriptors) {
    Processes.said(
        List.of("prlimit", "--pid", Long.toString(process.pid()), "--nofile=" + descriptors + ":"),
        Map.of(),
        Repository.ROOT);
  }

  private void connect(int port) {
    for (int i = 0; i < STRANGERS; i++) {
      try {
        strangers.add(new Socket(InetAddress.getLoopbackAddress(), port));
      } catch (IOException refused) {
        return;
      }
    }
  }

  private void hangUp() {
    for (Socket stranger : strangers) {
      try {
        stranger.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    strangers.clear();
  }
}
