package io.vouchsafe.outages;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.Tokens;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Workloads with a grant each that ask for a token ten times a second, one in eight of them RS256.
 * Each token is verified against the JWKS and compared with what was asked, and by whom.
 */
final class Workloads implements AutoCloseable {
  static final int MANY = 64;
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final Duration LEEWAY = Duration.ofMinutes(1);
  private static final int RS256_ONE_IN = 8;
  private static final String NO_ANSWER = "no answer";
  private static final Set<String> USUAL = Set.of("503", NO_ANSWER);

  private final Client client;
  private final JwksWatch jwks;
  private final Timeline timeline;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private final Queue<String> words = new ConcurrentLinkedQueue<>();
  private final AtomicLong issued = new AtomicLong();
  private final AtomicLongArray issuedTo = new AtomicLongArray(MANY);
  private final AtomicInteger unverified = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicInteger untimely = new AtomicInteger();
  private final Map<String, AtomicInteger> refused = new ConcurrentHashMap<>();
  private volatile boolean asking = true;

  /** They begin at once, each with this time between its tokens. */
  Workloads(Stage stage, JwksWatch jwks, Timeline timeline) {
    this.client = Client.of(stage);
    this.jwks = jwks;
    this.timeline = timeline;
    for (int i = 0; i < MANY; i++) {
      int caller = i;
      String deployment = "d-" + i;
      String grant = client.grant(Client.workload(deployment));
      String audience = i % RS256_ONE_IN == 0 ? "rs256-" + i + ".example" : Stage.ES256_AUDIENCE;
      threads.add(
          Thread.ofVirtual()
              .name("caller-" + i)
              .unstarted(() -> ask(caller, deployment, grant, audience)));
    }
    threads.forEach(Thread::start);
  }

  private void ask(int caller, String deployment, String grant, String audience) {
    while (asking) {
      try {
        Answer answer = client.idToken(grant, audience);
        if (answer.status() == 200) {
          check(deployment, audience, answer.text("value"));
          issuedTo.incrementAndGet(caller);
          timeline.count();
        } else {
          refused(Integer.toString(answer.status()));
        }
      } catch (UncheckedIOException noAnswer) {
        refused(NO_ANSWER);
      }
      try {
        Thread.sleep(BETWEEN);
      } catch (InterruptedException closed) {
        return;
      }
    }
  }

  private void refused(String how) {
    refused.computeIfAbsent(how, it -> new AtomicInteger()).incrementAndGet();
  }

  private void check(String deployment, String audience, String token) {
    issued.incrementAndGet();
    try {
      SignedJWT jwt = Tokens.verifiedBy(jwks.latest(), token);
      boolean right =
          jwt.getJWTClaimsSet().getAudience().equals(List.of(audience))
              && jwt.getJWTClaimsSet().getSubject().equals("deployment:shop/checkout/" + deployment)
              && ids.add(jwt.getJWTClaimsSet().getJWTID());
      Instant now = Instant.now();
      if (now.isBefore(jwt.getJWTClaimsSet().getNotBeforeTime().toInstant().minus(LEEWAY))
          || now.isAfter(jwt.getJWTClaimsSet().getExpirationTime().toInstant().plus(LEEWAY))) {
        untimely.incrementAndGet();
      }
      if (!right) {
        told(wrong, "%s for %s got %s".formatted(deployment, audience, jwt.getJWTClaimsSet()));
      }
    } catch (AssertionError | ParseException e) {
      told(unverified, e.getMessage());
    }
  }

  private void told(AtomicInteger counter, String what) {
    counter.incrementAndGet();
    if (words.size() < 5) {
      words.add(what);
    }
  }

  long issued() {
    return issued.get();
  }

  /** How many tokens each caller has got so far. */
  long[] issuedToEach() {
    return IntStream.range(0, MANY).mapToLong(issuedTo::get).toArray();
  }

  /** Whether each caller has got a token since it had so many. */
  boolean eachServedSince(long[] before) {
    return IntStream.range(0, MANY).allMatch(caller -> issuedTo.get(caller) > before[caller]);
  }

  int unverified() {
    return unverified.get();
  }

  int wrong() {
    return wrong.get();
  }

  int untimely() {
    return untimely.get();
  }

  /** How many calls were answered with 503, or not at all. */
  int refused() {
    return count(USUAL::contains);
  }

  /** How many answers were neither a token nor 503, which no outage may bring. */
  int strange() {
    return count(how -> !USUAL.contains(how));
  }

  private int count(Predicate<String> hows) {
    return refused.entrySet().stream()
        .filter(it -> hows.test(it.getKey()))
        .mapToInt(it -> it.getValue().get())
        .sum();
  }

  /** How many calls brought no token, by status. */
  Map<String, AtomicInteger> refusals() {
    return refused;
  }

  /** The first tokens that were not right. */
  String words() {
    return words.toString();
  }

  @Override
  public void close() {
    asking = false;
    threads.forEach(Processes::awaitEnd);
  }
}
