package io.vouchsafe.hostile;

import io.vouchsafe.testing.Http2Connection;
import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hostile clients at work: each repeats an attack until the storm is closed, which closes their
 * connections under their feet.
 */
final class Storm implements AutoCloseable {
  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(20);
  private static final Duration TO_END = Duration.ofSeconds(10);
  private static final int WINDOW = 65_535;
  private static final int FIRST_PEER = 1_000;

  private final Target target;
  private final Tally tally;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final List<Thread> clients = new ArrayList<>();

  /** What one client does, once. */
  interface Attack {
    /**
     * @param client which of the clients this is, from 0
     * @throws IOException if the server ends it, which is its good right
     */
    void go(Storm storm, int client) throws IOException;
  }

  Storm(Target target, Tally tally, int clients, Attack attack) {
    this.target = target;
    this.tally = tally;
    for (int client = 0; client < clients; client++) {
      int number = client;
      this.clients.add(Thread.startVirtualThread(() -> repeat(attack, number)));
    }
  }

  private void repeat(Attack attack, int client) {
    while (!isOver()) {
      try {
        attack.go(this, client);
      } catch (IOException e) {
        tally.add(Tally.NONE);
        pause(AFTER_A_FAILURE);
      }
      open.removeIf(Socket::isClosed);
    }
  }

  boolean isOver() {
    return over.getCount() == 0;
  }

  /** Waits for so long, or until it is over; whether it is not over. */
  boolean pause(Duration time) {
    try {
      return !over.await(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** The peer that a client is; no other client has its address. */
  static Peer peer(int client) {
    return Peer.number(FIRST_PEER + client);
  }

  /** A new connection of this client. */
  RawConnection connect(int client) throws IOException {
    RawConnection connection = target.connect(peer(client));
    known(connection.socket());
    return connection;
  }

  /** A new HTTP/2 connection of this client under TLS. */
  Http2Connection http2(int client) throws IOException {
    return known(target.http2(peer(client), WINDOW, tally::add));
  }

  /** A new HTTP/2 connection of this client in clear text. */
  Http2Connection clearText(int client) throws IOException {
    return known(target.clearText(peer(client), tally::add));
  }

  /** Takes note of what this connection is answered; whether it goes on. */
  boolean answered(RawConnection connection) throws IOException {
    var answer = connection.answer();
    tally.add(answer.map(RawConnection.Answer::status).orElse(Tally.NONE));
    return answer.isPresent() && !answer.get().closes();
  }

  private Http2Connection known(Http2Connection connection) throws IOException {
    known(connection.socket());
    return connection;
  }

  private void known(Socket socket) throws IOException {
    open.add(socket);
    if (isOver()) {
      socket.close();
    }
  }

  /** Takes note of an answer. */
  void tell(int status) {
    tally.add(status);
  }

  @Override
  public void close() {
    over.countDown();
    open.forEach(Storm::end);
    long until = System.nanoTime() + TO_END.toNanos();
    clients.forEach(client -> join(client, until));
    open.forEach(Storm::end);
  }

  private static void join(Thread client, long until) {
    try {
      long left = Math.max(1, (until - System.nanoTime()) / 1_000_000);
      client.join(Duration.ofMillis(left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // it is gone either way
    }
  }
}
