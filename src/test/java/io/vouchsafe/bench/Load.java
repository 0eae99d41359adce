package io.vouchsafe.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Requests, over and over, from one thread. Closed: each connection asks again as soon as it has
 * its answer. Open: requests are due at a steady rate whatever the answers do; one that finds no
 * free connection waits here, and its latency counts from when it was due.
 */
final class Load implements AutoCloseable {
  private static final Duration SETTLE = Duration.ofMillis(500);
  private static final long PATIENCE = Duration.ofSeconds(20).toNanos();
  private static final int SAMPLES = 40;

  /**
   * What came of it.
   *
   * @param seconds the measured time, without the half second before it
   * @param statuses how many answers of each status came within that time
   * @param latency of the answers with status 200 that were due within that time
   * @param refusal latency of all other answers that were due within that time
   * @param withoutRetryAfter how many 429 and 503 of them said not when to come again
   * @param neverSent how many were due but found no connection until the end
   * @param bodies of some answers with status 200, spread over the time
   * @param refusals the same of all other answers
   */
  record Outcome(
      double seconds,
      Map<Integer, Long> statuses,
      Histogram latency,
      Histogram refusal,
      long withoutRetryAfter,
      long neverSent,
      List<byte[]> bodies,
      List<byte[]> refusals) {

    long good() {
      return statuses.getOrDefault(200, 0L);
    }

    /** How often each reason was seen among the refusals that were kept of all these. */
    static Map<String, Long> reasons(Stream<Outcome> outcomes) {
      return outcomes
          .flatMap(outcome -> outcome.refusals().stream())
          .map(body -> Verifier.json(body).path("detail").asText())
          .collect(Collectors.groupingBy(String::valueOf, TreeMap::new, Collectors.counting()));
    }

    long all() {
      return statuses.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  /** Told when the measured time begins and when it ends. */
  interface Watch {
    Watch NONE =
        new Watch() {
          @Override
          public void begins() {}

          @Override
          public void ends() {}
        };

    void begins();

    void ends();
  }

  private final int port;
  private final Script script;
  private final Selector selector;
  private final Deque<Connection> free = new ArrayDeque<>();
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final Histogram latency = new Histogram();
  private final Histogram refusal = new Histogram();
  private final List<byte[]> bodies = new ArrayList<>();
  private final List<byte[]> refusals = new ArrayList<>();
  private int underWay;
  private long withoutRetryAfter;
  private long begin;
  private long end;
  private long nextSample;
  private long nextRefusal;

  Load(int port, Script script, int connections) {
    this.port = port;
    this.script = script;
    try {
      selector = Selector.open();
      for (int i = 0; i < connections; i++) {
        free.add(connect(i));
      }
    } catch (IOException e) {
      throw new IllegalStateException("no connection to port " + port + ": " + e.getMessage(), e);
    }
  }

  Outcome closed(Duration time, Watch watch) {
    return run(SETTLE, time, Long.MAX_VALUE, 0, watch);
  }

  /** As {@link #closed}, but measured from the first request on, until so many were answered. */
  Outcome count(long requests, Duration limit, Watch watch) {
    return run(Duration.ZERO, limit, requests, 0, watch);
  }

  Outcome open(Duration time, double perSecond, Watch watch) {
    return run(SETTLE, time, Long.MAX_VALUE, Math.round(1e9 / perSecond), watch);
  }

  private Outcome run(Duration settle, Duration time, long requests, long gap, Watch watch) {
    try {
      return loop(settle.toNanos(), time.toNanos(), requests, gap, watch);
    } catch (IOException e) {
      throw new IllegalStateException(
          "a request to port " + port + " failed: " + e.getMessage(), e);
    }
  }

  private Outcome loop(long settle, long time, long requests, long gap, Watch watch)
      throws IOException {
    long now = System.nanoTime();
    long next = now;
    long toSend = requests;
    begin = now + settle;
    end = begin + time;
    nextSample = begin;
    nextRefusal = begin;
    long lastAnswer = now;
    boolean begun = false;
    boolean ended = false;
    while (!ended || underWay > 0) {
      now = System.nanoTime();
      if (!begun && now >= begin) {
        begin = now;
        end = begin + time;
        begun = true;
        watch.begins();
      }
      if (begun && !ended && (now >= end || (toSend == 0 && underWay == 0))) {
        end = now;
        ended = true;
        watch.ends();
      }
      while (!ended && toSend > 0 && !free.isEmpty() && (gap == 0 || next <= now)) {
        send(free.pop(), gap == 0 ? System.nanoTime() : next);
        next += gap;
        toSend--;
      }
      long wait = gap == 0 || next <= now ? 100 : Math.clamp((next - now) / 1_000_000, 1, 100);
      int ready = selector.select(this::handle, wait);
      lastAnswer = ready > 0 ? System.nanoTime() : lastAnswer;
      if (underWay > 0 && System.nanoTime() - lastAnswer > PATIENCE) {
        throw new IOException("no answer for 20 s");
      }
    }
    long neverSent = gap == 0 ? 0 : Math.max(0, (end - next) / gap);
    return new Outcome(
        (end - begin) / 1e9,
        statuses,
        latency,
        refusal,
        withoutRetryAfter,
        neverSent,
        bodies,
        refusals);
  }

  private void handle(SelectionKey key) {
    try {
      var connection = (Connection) key.attachment();
      if (key.isWritable()) {
        key.interestOps(connection.flush() ? SelectionKey.OP_READ : SelectionKey.OP_WRITE);
      } else if (connection.receive()) {
        underWay--;
        count(connection);
        free.add(connection.closes() ? replaced(connection) : connection);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "a request to port " + port + " failed: " + e.getMessage(), e);
    }
  }

  private void send(Connection connection, long due) throws IOException {
    underWay++;
    if (!connection.send(script.next(connection.number()), due)) {
      connection.channel().keyFor(selector).interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void count(Connection connection) {
    long now = System.nanoTime();
    int status = connection.status();
    if (now >= begin && now <= end) {
      statuses.merge(status, 1L, Long::sum);
      if ((status == 503 || status == 429) && !connection.hasRetryAfter()) {
        withoutRetryAfter++;
      }
    }
    boolean good = status == 200;
    if (connection.due >= begin && connection.due <= end) {
      (good ? latency : refusal).add(now - connection.due);
    }
    if (good && now >= nextSample) {
      bodies.add(connection.body());
      nextSample = now + (end - begin) / SAMPLES;
    }
    if (!good && now >= nextRefusal) {
      refusals.add(connection.body());
      nextRefusal = now + (end - begin) / SAMPLES;
    }
  }

  private Connection connect(int number) throws IOException {
    var connection = new Connection(port, number);
    connection.channel().configureBlocking(false);
    connection.channel().register(selector, SelectionKey.OP_READ, connection);
    return connection;
  }

  private Connection replaced(Connection connection) throws IOException {
    connection.close();
    return connect(connection.number());
  }

  @Override
  public void close() {
    selector.keys().forEach(key -> ((Connection) key.attachment()).close());
    try {
      selector.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
