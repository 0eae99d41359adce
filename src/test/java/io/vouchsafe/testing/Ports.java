package io.vouchsafe.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The two ports of one service, on which nobody listens.
 *
 * <p>All ports of a process are held open until the last of them is found, none is given out twice
 * by a JVM, and none is of the range that Linux and macOS take for outgoing connections.
 *
 * @param http the public port
 * @param management the operators' port
 */
public record Ports(int http, int management) {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 1_000;
  private static final Random RANDOM = new Random();
  private static final Set<Integer> GIVEN = new HashSet<>();

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
    if (GIVEN.contains(port)) {
      return;
    }
    try {
      held.add(new ServerSocket(port, 1));
      GIVEN.add(port);
    } catch (IOException taken) {
      // another port is tried
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
