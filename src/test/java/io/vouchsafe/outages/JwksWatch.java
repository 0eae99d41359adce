package io.vouchsafe.outages;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Stage;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * A relying party that fetches the JWKS twenty times a second and never loses a key: an answer
 * other than 200, none within five seconds, or one without a key that was there before is an
 * interruption.
 */
final class JwksWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Client client;
  private final AtomicInteger interruptions = new AtomicInteger();
  private final AtomicLong slowest = new AtomicLong();
  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile String latest = "";
  private volatile boolean fetching = true;

  JwksWatch(Stage stage) {
    this.client = Client.of(stage);
    fetch();
    this.thread = Thread.ofVirtual().name("jwks-watch").start(this::run);
  }

  private void run() {
    while (fetching) {
      fetch();
      Processes.pause(BETWEEN);
    }
  }

  private void fetch() {
    long begun = System.nanoTime();
    try {
      Http.Answer answer = client.get("/.well-known/jwks.json");
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      slowest.accumulateAndGet(took.toMillis(), Math::max);
      if (took.compareTo(PATIENCE) > 0) {
        interrupted("an answer after " + took);
      }
      if (answer.status() != 200) {
        interrupted("status " + answer.status());
        return;
      }
      String body = answer.http().body();
      Set<String> kids = kids(body);
      if (!kids.containsAll(known)) {
        interrupted("%s where %s were".formatted(kids, known));
      }
      known.addAll(kids);
      latest = body;
    } catch (UncheckedIOException e) {
      interrupted(e.getMessage());
    }
  }

  private static Set<String> kids(String body) {
    try {
      return JWKSet.parse(body).getKeys().stream().map(JWK::getKeyID).collect(Collectors.toSet());
    } catch (ParseException e) {
      return Set.of();
    }
  }

  private void interrupted(String what) {
    interruptions.incrementAndGet();
    if (words.size() < 5) {
      words.add(what);
    }
  }

  /** How many keys it has had so far. */
  int published() {
    return known.size();
  }

  String latest() {
    return latest;
  }

  int interruptions() {
    return interruptions.get();
  }

  /** The first interruptions, and how long the slowest answer took. */
  String words() {
    return "%s, slowest answer %d ms".formatted(words, slowest.get());
  }

  @Override
  public void close() {
    fetching = false;
    Processes.awaitEnd(thread);
  }
}
