package io.vouchsafe.hostile;

import io.vouchsafe.testing.Peer;
import io.vouchsafe.testing.RawConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A workload with a grant and an address of its own that asks over one connection for one token
 * after another, RS256 and ES256, and for three at once. It takes nothing but tokens for an answer:
 * all else is a failure.
 */
final class GoodCaller implements AutoCloseable {
  private static final Duration HANGS = Duration.ofSeconds(10);
  private static final Duration AFTER_A_FAILURE = Duration.ofMillis(50);
  private static final int FAILURES_KEPT = 1_000;

  private final Target target;
  private final Peer peer;
  private final List<Wish> wishes;
  private final AtomicLong tokens = new AtomicLong();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean ended;

  private record Wish(String request, int tokens) {
    private boolean isFulfilled(RawConnection.Answer answer) {
      return answer.status() == 200 && answer.text().split("\"value\"", -1).length == tokens + 1;
    }
  }

  /** Begins to ask. */
  GoodCaller(Target target, String grant, Peer peer) {
    this.target = target;
    this.peer = peer;
    this.wishes =
        List.of(
            new Wish(Wording.idToken(grant, Target.ES256), 1),
            new Wish(Wording.idToken(grant, Target.RS256), 1),
            new Wish(Wording.idTokens(grant, Target.ES256, Target.RS256, Target.ES256), 3));
    this.thread = Thread.startVirtualThread(this::run);
  }

  /** How many tokens it got so far. */
  long tokens() {
    return tokens.get();
  }

  /** What else it got, in words. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many tokens it gets in a second from now on, for so long. */
  double rate(Duration time) {
    long start = System.nanoTime();
    long before = tokens();
    pause(time);
    return (tokens() - before) * 1e9 / (System.nanoTime() - start);
  }

  private void run() {
    while (!ended) {
      try (RawConnection connection = target.connect(peer)) {
        askOver(connection);
      } catch (IOException e) {
        failed("no answer: " + e);
      }
    }
  }

  private void askOver(RawConnection connection) throws IOException {
    boolean open = true;
    while (open && !ended) {
      for (Wish wish : wishes) {
        connection.send(wish.request());
        var answer = connection.answer(HANGS).orElseThrow(() -> new IOException("hung up"));
        if (wish.isFulfilled(answer)) {
          tokens.addAndGet(wish.tokens());
        } else {
          failed("refused: %d %.300s".formatted(answer.status(), answer.text()));
        }
        open = !answer.closes();
        if (!open || ended) {
          break;
        }
      }
    }
  }

  private void failed(String how) {
    if (failures.size() < FAILURES_KEPT) {
      failures.add(how);
    }
    pause(AFTER_A_FAILURE);
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ended = true;
    try {
      thread.join(HANGS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
