package io.vouchsafe.testing;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Http.Answer;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Workloads that fetch tokens from every instance of a fleet all the time, brokers that take back
 * what was renewed, and relying parties that verify each token when it is new and again just before
 * verifiers cease to accept it: against the copy of the JWKS that they hold, for exactly as long as
 * its headers allow, and against one that is fetched for the occasion. An answer of 503 and an
 * instance that is gone are no failures, only counted; whatever comes too late to be held against
 * the service, on a machine that stood still, is counted as late.
 */
public final class Traffic implements AutoCloseable {
  private static final Duration GRANT_RENEWAL = Duration.ofSeconds(1);
  private static final int FAILURES_TOLD = 20;
  private static final int ONE_IN = 6;

  /**
   * A token that was issued.
   *
   * @param deadAt when verifiers cease to accept it
   */
  record Token(
      String issuer, String text, SignedJWT jwt, String kid, Instant received, Instant deadAt) {}

  record Grant(String value, String id, Instant expiresAt) {}

  private final Fleet fleet;
  private final List<Fleet.Instance> instances;
  private final Duration leeway;
  private final Duration pause;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final RelyingParties relyingParties;
  private final RevokedGrants revokedGrants;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicReference<RuntimeException> bug = new AtomicReference<>();
  private volatile boolean fetching = true;
  private volatile boolean revoking;

  public final AtomicInteger issued = new AtomicInteger();
  public final AtomicInteger verifications = new AtomicInteger();
  public final AtomicInteger verifiedToTheEnd = new AtomicInteger();
  public final AtomicInteger failed = new AtomicInteger();
  public final AtomicInteger unknownKids = new AtomicInteger();
  public final AtomicInteger shortJwks = new AtomicInteger();
  public final AtomicInteger mostPublished = new AtomicInteger();
  public final AtomicInteger jwksFetched = new AtomicInteger();
  public final AtomicInteger grants = new AtomicInteger();
  public final AtomicInteger revoked = new AtomicInteger();
  public final AtomicInteger revokedJobs = new AtomicInteger();
  public final AtomicInteger refusedElsewhere = new AtomicInteger();
  public final AtomicInteger refusedToTheEnd = new AtomicInteger();
  public final AtomicLong slowestRefusal = new AtomicLong();
  public final AtomicInteger revokedAccepted = new AtomicInteger();
  public final AtomicInteger grantsRefused = new AtomicInteger();
  public final AtomicInteger unavailable = new AtomicInteger();
  public final AtomicInteger unready = new AtomicInteger();
  public final AtomicInteger late = new AtomicInteger();
  public final Map<String, AtomicInteger> tokensByKid = new ConcurrentHashMap<>();

  /**
   * Begins at once.
   *
   * @param instances each has a workload of its own; one that is named more often has more of them
   * @param leeway what verifiers add to a token's lifetime
   * @param pause between two tokens of one instance
   */
  public Traffic(
      Fleet fleet, List<Fleet.Instance> instances, Duration leeway, Duration pause, Random random) {
    this(fleet, instances, Reach.ALWAYS, leeway, pause, random);
  }

  /** The same, where not every instance can read all the time what others revoked. */
  public Traffic(
      Fleet fleet,
      List<Fleet.Instance> instances,
      Reach reach,
      Duration leeway,
      Duration pause,
      Random random) {
    this.fleet = fleet;
    this.instances = List.copyOf(instances);
    this.leeway = leeway;
    this.pause = pause;
    this.revoking = fleet.revokes();
    this.relyingParties = new RelyingParties(this, fleet, this.instances);
    this.revokedGrants = new RevokedGrants(this, this.instances, reach);
    for (int i = 0; i < this.instances.size(); i++) {
      Fleet.Instance instance = this.instances.get(i);
      Random own = new Random(random.nextLong());
      String job = "soak-" + (i + 1);
      begin(() -> fetchTokens(instance, job, own));
    }
  }

  void begin(Runnable work) {
    threads.add(
        Thread.startVirtualThread(
            () -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                bug.compareAndSet(null, e);
              } finally {
                threads.remove(Thread.currentThread());
              }
            }));
  }

  /** Fetches no more tokens, and returns when every token has been verified to its end. */
  @Override
  public void close() {
    fetching = false;
    for (Thread thread : List.copyOf(threads)) {
      join(thread);
    }
    for (Thread thread : List.copyOf(threads)) {
      join(thread);
    }
    if (bug.get() != null) {
      throw bug.get();
    }
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(Duration.ofSeconds(60))) {
        throw new AssertionError("the traffic does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** From now on brokers let grants expire, and revoke none. */
  public void revokeNoMore() {
    revoking = false;
  }

  /** What went wrong that must not, in words; the first of them. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  void fail(AtomicInteger counter, String what) {
    counter.incrementAndGet();
    if (failures.size() < FAILURES_TOLD) {
      failures.add(Instant.now() + " " + what);
    }
  }

  private void fetchTokens(Fleet.Instance instance, String job, Random random) {
    Map<String, Grant> held = new HashMap<>();
    while (fetching) {
      String issuer = pick(fleet.issuers(), random);
      boolean elliptic = random.nextBoolean();
      Grant grant = held.get(issuer);
      boolean early = revoking && random.nextInt(ONE_IN) == 0;
      if (grant == null || early || Instant.now().isAfter(grant.expiresAt().minus(GRANT_RENEWAL))) {
        held.remove(issuer);
        Optional<Grant> revocable = Optional.ofNullable(grant).filter(it -> revoking);
        grant = renew(instance, issuer, job, revocable, random);
        if (grant != null) {
          held.put(issuer, grant);
        }
      }
      if (grant != null) {
        fetchToken(instance, issuer, grant, elliptic ? Fleet.ES256 : "rs256.example");
      }
      sleep(pause);
    }
  }

  /** What a job had is revoked before it gets another grant, and a single one after that. */
  private Grant renew(
      Fleet.Instance instance, String issuer, String job, Optional<Grant> old, Random random) {
    boolean allOfTheJob = random.nextInt(3) == 0;
    if (allOfTheJob) {
      old.ifPresent(it -> revokedGrants.revoke(instance, issuer, it, job, true));
    }
    Optional<Grant> fresh = fetchGrant(pick(instances, random), issuer, job);
    if (!allOfTheJob) {
      old.ifPresent(it -> revokedGrants.revoke(instance, issuer, it, job, false));
    }
    return fresh.orElse(null);
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private Optional<Grant> fetchGrant(Fleet.Instance instance, String issuer, String job) {
    Optional<Answer> answer = ask(() -> fleet.grantAt(instance.client(issuer), issuer, job));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (answer.get().status() != 201) {
      fail(failed, "no grant of %s: %s".formatted(issuer, text(answer.get())));
      return Optional.empty();
    }
    grants.incrementAndGet();
    return Optional.of(
        new Grant(
            answer.get().text("grant"),
            answer.get().text("id"),
            Instant.parse(answer.get().text("expires_at"))));
  }

  private void fetchToken(Fleet.Instance instance, String issuer, Grant grant, String audience) {
    Optional<Answer> found = ask(() -> instance.client(issuer).idToken(grant.value(), audience));
    if (found.isEmpty()) {
      return;
    }
    Answer answer = found.get();
    if (answer.status() == 401) {
      if (Instant.now().isBefore(grant.expiresAt())) {
        fail(grantsRefused, "a living grant of %s is refused: %s".formatted(issuer, text(answer)));
      } else {
        late.incrementAndGet();
      }
    } else if (answer.status() == 200) {
      Token token = token(issuer, answer.text("value"));
      issued.incrementAndGet();
      tokensByKid.computeIfAbsent(token.kid(), kid -> new AtomicInteger()).incrementAndGet();
      relyingParties.expect(token);
      begin(() -> relyingParties.follow(token));
    } else {
      fail(failed, "no token of %s: %s".formatted(issuer, text(answer)));
    }
  }

  private Token token(String issuer, String text) {
    try {
      SignedJWT jwt = SignedJWT.parse(text);
      Instant expires = jwt.getJWTClaimsSet().getExpirationTime().toInstant();
      String kid = jwt.getHeader().getKeyID();
      return new Token(issuer, text, jwt, kid, Instant.now(), expires.plus(leeway));
    } catch (ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty if the instance is gone or says 503. */
  Optional<Answer> ask(Supplier<Answer> call) {
    try {
      Answer answer = call.get();
      if (answer.status() == 503) {
        unavailable.incrementAndGet();
        return Optional.empty();
      }
      return Optional.of(answer);
    } catch (UncheckedIOException gone) {
      unavailable.incrementAndGet();
      return Optional.empty();
    }
  }

  static String text(Answer answer) {
    return answer.status() + " " + answer.http().body();
  }

  static void sleep(Duration duration) {
    if (duration.isPositive()) {
      try {
        Thread.sleep(duration);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
