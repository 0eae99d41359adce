package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The two ports of one service, on which nobody listens.
 *
 * <p>All ports of a process are held open until the last of them is found, none is given out twice
 * by the JVMs that run at one time, and none is of the range that Linux and macOS take for outgoing
 * connections.
 *
 * @param http the public port
 * @param management the operators' port
 */
public record Ports(int http, int management) {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1_000;
  private static final Random RANDOM = new Random();

  /** A file for each port, locked by the JVM that gave it out for as long as that lives. */
  private static final Path FOLDER = Repository.TARGET.resolve("ports");

  private static final Map<Integer, FileChannel> CLAIMS = new HashMap<>();

  /** The ports of one more service. */
  public static Ports free() {
    List<Integer> ports = free(2);
    return new Ports(ports.get(0), ports.get(1));
  }

  /** A single port. */
  public static int one() {
    return free(1).getFirst();
  }

  /** As many different ports. */
  public static synchronized List<Integer> free(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < TRIES && held.size() < count; i++) {
        hold(RANDOM.nextInt(LOWEST, HIGHEST), held);
      }
      if (held.size() < count) {
        throw new IllegalStateException("no %d free ports were found".formatted(count));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      held.forEach(Ports::close);
    }
  }

  private static void hold(int port, List<ServerSocket> held) {
    if (CLAIMS.containsKey(port) || !claims(port)) {
      return;
    }
    try {
      held.add(new ServerSocket(port, 1));
    } catch (IOException taken) {
      // another port is tried
    }
  }

  /** A claim stays open even where another has the lock: to close it would end that one's, too. */
  static boolean claims(int port) {
    try {
      Files.createDirectories(FOLDER);
      FileChannel claim =
          FileChannel.open(
              FOLDER.resolve(Integer.toString(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      CLAIMS.put(port, claim);
      return claim.tryLock() != null;
    } catch (OverlappingFileLockException anotherClassLoader) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(ServerSocket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
