package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.config.Workload.Socket;
import io.vouchsafe.agent.file.WholeFile;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.base.OwnersOnly;
import io.vouchsafe.base.WriteFault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * HTTP on a unix socket that one user alone can use: its file has mode 0600, and the user of the
 * other end is checked where the system tells. One request at a time; each has 5 s to come and its
 * answer 5 s to go.
 */
final class UnixSocket implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
  private static final int LONGEST_PATH = 106;
  private static final int MOST_LEFT = 64 * 1024;
  private static final String RIGHTS = "rw-------";

  private final String name;
  private final Path path;
  private final Endpoint endpoint;
  private final RequestCounts counts;
  private final Peers peers;
  private final ServerSocketChannel server;
  private final ReentrantLock answering = new ReentrantLock();

  private UnixSocket(
      String name,
      Path path,
      Endpoint endpoint,
      RequestCounts counts,
      Peers peers,
      ServerSocketChannel server) {
    this.name = name;
    this.path = path;
    this.endpoint = endpoint;
    this.counts = counts;
    this.peers = peers;
    this.server = server;
  }

  /**
   * Begins to listen. A file that an earlier process left there, and at which nobody listens any
   * more, is removed.
   *
   * @throws Fault if the path is longer than 106 octets, somebody listens there, something else is
   *     there, or it cannot be made
   */
  static UnixSocket start(String name, Socket at, Endpoint endpoint, RequestCounts counts)
      throws Fault {
    Path path = at.path();
    checkLength(path);
    WholeFile.checkFolder(path);
    checkOwners(path);
    removeStale(path);
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path));
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(RIGHTS));
      Peers peers = Peers.of(path, at.uid());
      if (at.uid().isPresent()) {
        Files.setAttribute(path, "unix:uid", at.uid().get(), NOFOLLOW_LINKS);
      }
      UnixSocket socket = new UnixSocket(name, path, endpoint, counts, peers, server);
      Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(socket::serve);
      return socket;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw Fault.file("the socket %s cannot be made: %s".formatted(path, WriteFault.of(e)), e);
    }
  }

  /** The JDK takes two octets less than the 108 that {@code sun_path} has (unix(7)). */
  private static void checkLength(Path path) throws Fault {
    int octets = path.toString().getBytes(UTF_8).length;
    if (octets > LONGEST_PATH) {
      throw Fault.file(
          "the socket %s cannot be made: its path has %d octets, and %d is the most; choose a shorter one"
              .formatted(path, octets, LONGEST_PATH),
          null);
    }
  }

  /** Root makes the file and then gives it away: a link in its place would give away another. */
  private static void checkOwners(Path path) throws Fault {
    Optional<Path> other;
    try {
      other = OwnersOnly.othersOnTheWayOfRoot(path.toAbsolutePath().getParent());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      throw Fault.file("it cannot be told who owns the folder of %s: %s".formatted(path, e), e);
    }
    if (other.isPresent()) {
      throw Fault.file(
          "the socket %s is not made: %s is another user's, who could lead root to other files; choose a folder of root's, with mode 0755"
              .formatted(path, other.get()),
          null);
    }
  }

  private static void removeStale(Path path) throws Fault {
    if (!Files.exists(path, NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (((int) Files.getAttribute(path, "unix:mode", NOFOLLOW_LINKS) & 0170000) != 0140000) {
        throw Fault.file("%s is there and is no socket; name another".formatted(path), null);
      }
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    } catch (ConnectException e) {
      delete(path);
      return;
    } catch (IOException | IllegalArgumentException e) {
      throw Fault.file("the socket %s cannot be made: %s".formatted(path, WriteFault.of(e)), e);
    }
    throw Fault.file(
        "somebody listens at the socket %s, perhaps another agent; end it, or name another"
            .formatted(path),
        null);
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The next start removes it, or says why it cannot.
    }
  }

  private void serve() {
    while (server.isOpen()) {
      try (SocketChannel connection = server.accept()) {
        answer(connection);
      } catch (ClosedChannelException e) {
        // It was closed, or the client took too long.
      } catch (IOException e) {
        pauseIfFull(e);
      }
    }
  }

  /** Without free file descriptors, accepting fails at once and for a while. */
  private static void pauseIfFull(IOException failure) {
    if (String.valueOf(failure.getMessage()).contains("open files")) {
      Jitter.pause(AFTER_FAILURE, 1, 1);
    }
  }

  private void answer(SocketChannel connection) throws IOException {
    answering.lock();
    try {
      Reply reply = reply(connection);
      counts.answered(name, reply.status());
      write(connection, reply);
    } finally {
      answering.unlock();
    }
  }

  /** What is left of a request that was not read whole would make the system forget the answer. */
  private static void write(SocketChannel connection, Reply reply) throws IOException {
    ByteBuffer answer = ByteBuffer.wrap(SocketRequests.written(reply));
    Thread guard = guard(connection);
    try {
      while (answer.hasRemaining()) {
        connection.write(answer);
      }
      connection.shutdownOutput();
      if (reply.status() == Reply.BAD) {
        Channels.newInputStream(connection).skip(MOST_LEFT);
      }
    } finally {
      guard.interrupt();
    }
  }

  private Reply reply(SocketChannel connection) throws IOException {
    try {
      Request request = read(connection);
      return peers.admit(connection)
          ? endpoint.answerAll(request)
          : Reply.problem(403, "Forbidden", "this socket is another user's");
    } catch (Request.Bad e) {
      return Reply.bad(e);
    }
  }

  private static Request read(SocketChannel connection) throws IOException, Request.Bad {
    Thread guard = guard(connection);
    try {
      return SocketRequests.read(new BufferedInputStream(Channels.newInputStream(connection)));
    } finally {
      guard.interrupt();
    }
  }

  /** Closes the connection if it is not interrupted in time. */
  private static Thread guard(SocketChannel connection) {
    return Thread.ofVirtual()
        .name("guard")
        .inheritInheritableThreadLocals(false)
        .start(() -> closeLater(connection));
  }

  private static void closeLater(SocketChannel connection) {
    try {
      Thread.sleep(LONGEST);
      connection.close();
    } catch (InterruptedException | IOException e) {
      // It came in time, or is closed.
    }
  }

  /** Ends after the answer that is under way, and removes the file. */
  @Override
  public void close() {
    try {
      if (answering.tryLock(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        answering.unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      server.close();
    } catch (IOException e) {
      // It is closed.
    }
    delete(path);
  }
}
