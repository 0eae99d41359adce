package io.vouchsafe.outages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.RaftCluster;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An OpenBao that may have 256 MB, at which others send more than it has room for: the kernel kills
 * it, and a supervisor starts it again after a second and unseals it, as often as that takes.
 */
final class VaultMemory extends VaultTrial {
  private static final int MEGABYTES = 256;
  private static final int OTHERS = 48;
  private static final int OCTETS = 8 << 20;
  private static final int PATIENCE = 5_000;
  private static final int KILLED = 128 + 9;
  private static final Duration BEFORE_A_START = Duration.ofSeconds(1);
  private static final Duration JOINING = Duration.ofSeconds(60);

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger killed = new AtomicInteger();
  private RaftCluster node;
  private MemoryGroup group;
  private volatile boolean pressing;
  private volatile boolean supervising = true;

  @Override
  public Optional<String> lacks() {
    return MemoryGroup.possible()
        ? Optional.empty()
        : Optional.of("the right to make a control group with a limit of memory");
  }

  @Override
  Stage stage() {
    group = new MemoryGroup("vouchsafe-vault", MEGABYTES);
    node = RaftCluster.alone();
    OpenBao vault = node.at(0);
    vault.setup();
    return Stage.before(vault);
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    group.take(node.process(0));
    Thread supervisor = Thread.ofVirtual().name("supervisor").start(this::supervise);
    try {
      Figures figures =
          watched.outage("Vault's memory at its limit", () -> press(stage), lasts, this::relent);
      System.out.printf("Vault was killed: %d%n", killed.get());
      if (killed.get() == 0) {
        throw new AssertionError("Vault had room enough");
      }
      return List.of(figures);
    } finally {
      supervising = false;
      join(supervisor);
      node.close();
      group.close();
    }
  }

  /** What a platform does: the process is started whenever it has ended, and unsealed. */
  private void supervise() {
    while (supervising) {
      Process process = node.process(0);
      if (process.isAlive()) {
        Processes.pause(Duration.ofMillis(50));
      } else {
        killed.addAndGet(process.exitValue() == KILLED ? 1 : 0);
        Processes.pause(BEFORE_A_START);
        startOnce();
      }
    }
  }

  private void startOnce() {
    try {
      node.start(0, group::take);
    } catch (IllegalStateException | UncheckedIOException | AssertionError killedMeanwhile) {
      // it is started once more
    }
  }

  private void press(Stage stage) {
    byte[] body = ("{\"input\":\"" + "A".repeat(OCTETS) + "\"}").getBytes(US_ASCII);
    byte[] head =
        "POST /v1/sys/tools/hash HTTP/1.1\r\nHost: localhost\r\nX-Vault-Token: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(stage.bao().rootToken(), body.length)
            .getBytes(US_ASCII);
    int port = stage.bao().address().getPort();
    pressing = true;
    for (int i = 0; i < OTHERS; i++) {
      threads.add(
          Thread.ofVirtual()
              .name("presses")
              .start(
                  () -> {
                    while (pressing) {
                      send(port, head, body);
                    }
                  }));
    }
  }

  private static void send(int port, byte[] head, byte[] body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE);
      socket.getOutputStream().write(head);
      socket.getOutputStream().write(body);
      socket.getInputStream().readAllBytes();
    } catch (IOException killed) {
      Processes.pause(Duration.ofMillis(50));
    }
  }

  private void relent() {
    pressing = false;
    threads.forEach(VaultMemory::join);
    threads.clear();
  }

  private static void join(Thread thread) {
    try {
      thread.join(JOINING);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
