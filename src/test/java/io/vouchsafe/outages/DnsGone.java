package io.vouchsafe.outages;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The name server that the service asks for Vault's host says nothing, or that there is no such
 * host: while its connections to Vault stand, and when they have all been broken.
 */
final class DnsGone extends VaultTrial {
  private SmallDns dns;

  @Override
  public Optional<String> lacks() {
    return SmallDns.possible() && mounts()
        ? Optional.empty()
        : Optional.of("the right to listen on port 53 and to unshare mounts");
  }

  private static boolean mounts() {
    try {
      return new ProcessBuilder("unshare", "--mount", "true").start().waitFor() == 0;
    } catch (IOException none) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    dns = new SmallDns();
    int port = stage.vault().address().getPort();
    settings.put("vouchsafe.vault.allow-http", "true");
    settings.put("quarkus.vault.url", "http://%s:%d".formatted(SmallDns.NAME, port));
    Path log = Repository.TARGET.resolve("service-" + name() + ".log");
    return new Watched(stage, ServiceProcess.start(command(settings), Map.of(), Path.of(""), log));
  }

  /** The service with a resolv.conf of its own. */
  private static List<String> command(Map<String, String> settings) {
    Path file = Repository.TARGET.resolve("resolv.conf");
    try {
      Files.writeString(file, "nameserver " + SmallDns.ADDRESS + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> options =
        settings.entrySet().stream().map(it -> "-D" + it.getKey() + "=" + it.getValue()).toList();
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
            file.toString()));
    command.addAll(Artifact.current().command(options));
    return command;
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    try (SmallDns mine = dns) {
      BreakingProxy vault = stage.vault();
      return List.of(
          watched.outage("DNS says nothing", mine::sayNothing, lasts, mine::mend),
          row("DNS says nothing, connections broken", mine::sayNothing, vault, watched, lasts),
          row("no such host, connections broken", mine::knowNothing, vault, watched, lasts));
    }
  }

  private Figures row(
      String name, Runnable gone, BreakingProxy vault, Watched watched, Duration lasts) {
    return watched.outage(
        name,
        () -> {
          gone.run();
          Processes.pause(Duration.ofMillis(1100));
          vault.down();
          vault.up();
        },
        lasts,
        () -> {
          System.out.println(watched.failing());
          dns.mend();
        });
  }
}
