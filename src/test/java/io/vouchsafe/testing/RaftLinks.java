package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The ways between the nodes of a {@link RaftCluster}: a proxy before the cluster port of each. A
 * node that is cut off sends nothing to the others and gets nothing from them, and no connection
 * ends: octets are lost, as on a network that drops them.
 *
 * <p>Who connects is told by the socket's inode in {@code /proc}, since all of them are loopback's.
 */
final class RaftLinks implements AutoCloseable {
  private static final int NOBODY = -1;
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;
  private static final int ROOM = 64 << 10;

  private final List<ServerSocket> doors = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Integer> clusterPorts;
  private final IntFunction<Process> processes;
  private volatile int cutOff = NOBODY;

  /**
   * @param clusterPorts where the nodes listen for each other
   * @param processes of the nodes
   */
  RaftLinks(List<Integer> clusterPorts, IntFunction<Process> processes) {
    this.clusterPorts = List.copyOf(clusterPorts);
    this.processes = processes;
    for (int i = 0; i < clusterPorts.size(); i++) {
      int node = i;
      try {
        doors.add(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Thread.ofVirtual().name("raft-link-" + node).start(() -> accept(node));
    }
  }

  /** Where the other nodes reach this one. */
  int port(int node) {
    return doors.get(node).getLocalPort();
  }

  void cutOff(int node) {
    cutOff = node;
  }

  /** Nobody is cut off; connections of who was end. */
  void mend() {
    cutOff = NOBODY;
  }

  private void accept(int node) {
    try {
      while (true) {
        Socket client = doors.get(node).accept();
        Thread.ofVirtual().name("raft-link-" + node).start(() -> serve(client, node));
      }
    } catch (IOException closed) {
      // the cluster has ended
    }
  }

  private void serve(Socket client, int node) {
    open.add(client);
    try (client;
        Socket behind = new Socket(InetAddress.getLoopbackAddress(), clusterPorts.get(node))) {
      open.add(behind);
      int from = owner(client);
      Thread back = Thread.ofVirtual().start(() -> copy(behind, client, from, node));
      copy(client, behind, from, node);
      back.join();
      open.remove(behind);
    } catch (IOException unreachable) {
      // who connected sees it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void copy(Socket from, Socket to, int one, int other) {
    byte[] octets = new byte[ROOM];
    try {
      boolean lost = false;
      for (int read = 0; read >= 0; read = from.getInputStream().read(octets)) {
        boolean cut = cutOff != NOBODY && (one == cutOff || other == cutOff);
        if (lost && !cut) {
          break;
        }
        lost = cut;
        if (!cut) {
          to.getOutputStream().write(octets, 0, read);
        }
      }
    } catch (IOException broken) {
      // each side sees for itself that the other has gone
    } finally {
      Sockets.close(from);
      Sockets.close(to);
    }
  }

  /** Which node has the other end. */
  private int owner(Socket client) throws IOException {
    String local = "0100007F:%04X".formatted(client.getPort());
    String remote = "0100007F:%04X".formatted(client.getLocalPort());
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp"))) {
      String inode =
          sockets
              .map(line -> line.strip().split("\\s+"))
              .filter(words -> words[LOCAL].equals(local) && words[REMOTE].equals(remote))
              .map(words -> words[INODE])
              .findFirst()
              .orElse("");
      return IntStream.range(0, doors.size())
          .filter(node -> has(processes.apply(node), "socket:[" + inode + "]"))
          .findFirst()
          .orElse(NOBODY);
    }
  }

  private static boolean has(Process process, String socket) {
    try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
      return open.anyMatch(it -> leadsTo(it, socket));
    } catch (IOException | UncheckedIOException ended) {
      return false;
    }
  }

  private static boolean leadsTo(Path descriptor, String socket) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(socket);
    } catch (IOException closed) {
      return false;
    }
  }

  @Override
  public void close() {
    for (ServerSocket door : doors) {
      try {
        door.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    open.forEach(Sockets::close);
  }
}
