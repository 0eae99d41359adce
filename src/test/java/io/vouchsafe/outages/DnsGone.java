package io.vouchsafe.outages;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TrustFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The name server that the service asks for Vault's host says nothing, or that there is no such
 * host: while its connections to Vault stand, when they have all been broken, and when an instance
 * starts meanwhile, with a ring snapshot or without.
 */
final class DnsGone extends VaultTrial {
  /** For as long as one is kept. */
  private static final Duration OF_AN_ANSWER = Duration.ofMillis(1100);

  private static final String SNAPSHOT = "vouchsafe.ring.snapshot";

  private final boolean brief;
  private SmallDns dns;
  private Map<String, String> settings;
  private Path snapshots;

  /**
   * @param brief whether broken connections to a host that is not known are enough
   */
  DnsGone(boolean brief) {
    this.brief = brief;
  }

  @Override
  public Optional<String> lacks() {
    return SmallDns.possible() && mounts()
        ? Optional.empty()
        : Optional.of("the right to listen on port 53 and to unshare mounts");
  }

  private static boolean mounts() {
    try {
      String bind = "mount --bind /etc/hosts /etc/resolv.conf";
      return new ProcessBuilder("unshare", "--mount", "sh", "-c", bind).start().waitFor() == 0;
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
    snapshots = TrustFile.folder();
    settings.put(SNAPSHOT, snapshots.resolve("ring.json").toString());
    this.settings = settings;
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
      Figures unknown =
          row("no such host, connections broken", mine::knowNothing, vault, watched, lasts);
      if (brief) {
        return List.of(unknown);
      }
      return List.of(
          unknown,
          watched.outage("DNS says nothing", mine::sayNothing, lasts, mine::mend),
          row("DNS says nothing, connections broken", mine::sayNothing, vault, watched, lasts),
          start("DNS says nothing at a start", mine::sayNothing, watched, lasts),
          start("no such host at a start", mine::knowNothing, watched, lasts));
    }
  }

  /** Neither instance that starts is started once more, whatever it finds. */
  private Figures start(String name, Runnable gone, Watched watched, Duration lasts) {
    List<Newcomer> newcomers = new ArrayList<>();
    try {
      return watched.outage(
          name,
          () -> {
            gone.run();
            Processes.pause(OF_AN_ANSWER);
            newcomers.add(new Newcomer("dns-without", without(), DnsGone::command));
            newcomers.add(new Newcomer("dns-snapshot", withSnapshot(), DnsGone::command));
          },
          lasts,
          () -> {
            newcomers.getFirst().expect(false);
            newcomers.getLast().expect(true);
            dns.mend();
            Instant mended = Instant.now();
            newcomers.forEach(Newcomer::awaitGood);
            System.out.printf(
                "instances that started meanwhile sign %d ms after it%n",
                Duration.between(mended, Instant.now()).toMillis());
          });
    } finally {
      newcomers.forEach(Newcomer::close);
    }
  }

  private Map<String, String> without() {
    Map<String, String> own = new HashMap<>(settings);
    own.remove(SNAPSHOT);
    return own;
  }

  /** A file of its own, as the other instance left it. */
  private Map<String, String> withSnapshot() {
    Map<String, String> own = new HashMap<>(settings);
    Path copy = snapshots.resolve("copy.json");
    try {
      Files.copy(Path.of(settings.get(SNAPSHOT)), copy, COPY_ATTRIBUTES, REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    own.put(SNAPSHOT, copy.toString());
    return own;
  }

  private Figures row(
      String name, Runnable gone, BreakingProxy vault, Watched watched, Duration lasts) {
    return watched.outage(
        name,
        () -> {
          gone.run();
          Processes.pause(OF_AN_ANSWER);
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
