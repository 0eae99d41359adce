package io.vouchsafe.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Client.Answer;
import java.io.UncheckedIOException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Workloads that fetch tokens from every instance of a fleet all the time, and relying parties that
 * verify each token when it is new and again just before verifiers cease to accept it: against the
 * copy of the JWKS that they hold, for exactly as long as its headers allow, and against one that
 * is fetched for the occasion. An answer of 503 and an instance that is gone are no failures, only
 * counted; whatever comes too late to be held against the service, on a machine that stood still,
 * is counted as late.
 */
public final class Traffic implements AutoCloseable {
  private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d+)");
  private static final Duration GRANT_RENEWAL = Duration.ofSeconds(1);
  private static final Duration BEFORE_THE_END = Duration.ofMillis(400);
  private static final Duration PATIENCE_OF_VERIFIERS = Duration.ofMillis(100);
  private static final int FAILURES_TOLD = 20;

  private record Token(
      String issuer, String text, SignedJWT jwt, String kid, Instant received, Instant deadAt) {}

  private record Copy(JWKSet keys, String from, Instant since, Instant until) {}

  private record Grant(String value, Instant expiresAt) {}

  private final Fleet fleet;
  private final List<Fleet.Instance> instances;
  private final Duration leeway;
  private final Duration pause;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Map<String, Queue<Token>> living = new ConcurrentHashMap<>();
  private final Map<String, AtomicReference<Copy>> copies = new ConcurrentHashMap<>();
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicReference<RuntimeException> bug = new AtomicReference<>();
  private volatile boolean fetching = true;

  public final AtomicInteger issued = new AtomicInteger();
  public final AtomicInteger verifications = new AtomicInteger();
  public final AtomicInteger verifiedToTheEnd = new AtomicInteger();
  public final AtomicInteger failed = new AtomicInteger();
  public final AtomicInteger unknownKids = new AtomicInteger();
  public final AtomicInteger shortJwks = new AtomicInteger();
  public final AtomicInteger jwksFetched = new AtomicInteger();
  public final AtomicInteger grants = new AtomicInteger();
  public final AtomicInteger grantsRefused = new AtomicInteger();
  public final AtomicInteger unavailable = new AtomicInteger();
  public final AtomicInteger unready = new AtomicInteger();
  public final AtomicInteger late = new AtomicInteger();
  public final Map<String, AtomicInteger> tokensByKid = new ConcurrentHashMap<>();

  /**
   * Begins at once.
   *
   * @param leeway what verifiers add to a token's lifetime
   * @param pause between two tokens of one instance
   */
  public Traffic(
      Fleet fleet, List<Fleet.Instance> instances, Duration leeway, Duration pause, Random random) {
    this.fleet = fleet;
    this.instances = List.copyOf(instances);
    this.leeway = leeway;
    this.pause = pause;
    for (String issuer : fleet.issuers()) {
      living.put(issuer, new ConcurrentLinkedQueue<>());
      copies.put(issuer, new AtomicReference<>());
    }
    for (Fleet.Instance instance : instances) {
      Random own = new Random(random.nextLong());
      begin(() -> fetchTokens(instance, own));
    }
  }

  private void begin(Runnable work) {
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

  /** What went wrong that must not, in words; the first of them. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  private void fail(AtomicInteger counter, String what) {
    counter.incrementAndGet();
    if (failures.size() < FAILURES_TOLD) {
      failures.add(Instant.now() + " " + what);
    }
  }

  private void fetchTokens(Fleet.Instance instance, Random random) {
    Map<String, Grant> held = new ConcurrentHashMap<>();
    while (fetching) {
      String issuer = pick(fleet.issuers(), random);
      boolean elliptic = random.nextBoolean();
      Grant grant = held.get(issuer);
      if (grant == null || Instant.now().isAfter(grant.expiresAt().minus(GRANT_RENEWAL))) {
        Optional<Grant> fresh = fetchGrant(pick(instances, random), issuer);
        fresh.ifPresent(it -> held.put(issuer, it));
        grant = fresh.orElse(null);
      }
      if (grant != null) {
        fetchToken(instance, issuer, grant, elliptic ? Fleet.ES256 : "rs256.example");
      }
      sleep(pause);
    }
  }

  private static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private Optional<Grant> fetchGrant(Fleet.Instance instance, String issuer) {
    Optional<Answer> answer = ask(() -> fleet.grant(instance, issuer));
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (answer.get().status() != 201) {
      fail(failed, "no grant of %s: %s".formatted(issuer, text(answer.get())));
      return Optional.empty();
    }
    grants.incrementAndGet();
    return Optional.of(
        new Grant(answer.get().text("grant"), Instant.parse(answer.get().text("expires_at"))));
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
      living.get(issuer).add(token);
      begin(() -> follow(token));
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
  private Optional<Answer> ask(java.util.function.Supplier<Answer> call) {
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

  private void follow(Token token) {
    verifyWithHeldAndFreshCopy(token);
    sleep(Duration.between(Instant.now(), token.deadAt().minus(BEFORE_THE_END)));
    if (verifyWithHeldAndFreshCopy(token)) {
      verifiedToTheEnd.incrementAndGet();
    }
  }

  /** Whether a copy could be had and the token verified. */
  private boolean verifyWithHeldAndFreshCopy(Token token) {
    Optional<Copy> held = heldCopy(token);
    boolean good = held.map(copy -> verifies(token, copy)).orElse(false);
    Optional<Copy> fresh = fetchCopy(token);
    return fresh.map(copy -> verifies(token, copy)).orElse(false) && good;
  }

  /** The copy that verifiers of this issuer share, renewed when its headers say that it is over. */
  private Optional<Copy> heldCopy(Token token) {
    AtomicReference<Copy> held = copies.get(token.issuer());
    Copy copy = held.get();
    if (copy != null && Instant.now().isBefore(copy.until())) {
      return Optional.of(copy);
    }
    Optional<Copy> fresh = fetchCopy(token);
    fresh.ifPresent(held::set);
    return fresh;
  }

  /** From whichever instance has one, while the token lives. */
  private Optional<Copy> fetchCopy(Token token) {
    int first = Math.floorMod(token.text().hashCode() + jwksFetched.get(), instances.size());
    while (Instant.now().isBefore(token.deadAt())) {
      for (int i = 0; i < instances.size(); i++) {
        Optional<Copy> copy =
            fetchCopy(instances.get((first + i) % instances.size()), token.issuer());
        if (copy.isPresent()) {
          return copy;
        }
      }
      sleep(PATIENCE_OF_VERIFIERS);
    }
    late.incrementAndGet();
    return Optional.empty();
  }

  private Optional<Copy> fetchCopy(Fleet.Instance instance, String issuer) {
    Instant asked = Instant.now();
    Optional<Answer> answer =
        ask(() -> instance.client(issuer).get("/.well-known/jwks.json"))
            .filter(it -> it.status() == 200);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    Matcher maxAge = MAX_AGE.matcher(answer.get().header("Cache-Control"));
    if (!maxAge.find() || Integer.parseInt(maxAge.group(1)) == 0) {
      // it is cut off from Vault for longer than max-published-age, so no traffic is sent there
      unready.incrementAndGet();
      return Optional.empty();
    }
    jwksFetched.incrementAndGet();
    Instant until = asked.plusSeconds(Integer.parseInt(maxAge.group(1)));
    Copy copy = new Copy(parsed(answer.get()), instance.managementUrl(), asked, until);
    checkComplete(issuer, copy);
    return Optional.of(copy);
  }

  private static JWKSet parsed(Answer answer) {
    try {
      return JWKSet.parse(answer.http().body());
    } catch (ParseException e) {
      throw new IllegalStateException(answer.http().body(), e);
    }
  }

  /** A set of keys holds those of every token that was out when it was asked for and lives. */
  private void checkComplete(String issuer, Copy copy) {
    Set<String> kids = new HashSet<>();
    copy.keys().getKeys().forEach(key -> kids.add(key.getKeyID()));
    if (kids.size() < 2) {
      fail(shortJwks, "a JWKS of %s has only %s".formatted(issuer, kids));
    }
    Instant now = Instant.now();
    Queue<Token> tokens = living.get(issuer);
    tokens.removeIf(token -> !now.isBefore(token.deadAt()));
    List<String> missing = new ArrayList<>();
    for (Token token : tokens) {
      if (!token.received().isAfter(copy.since()) && !kids.contains(token.kid())) {
        missing.add(token.kid());
      }
    }
    if (!missing.isEmpty()) {
      fail(shortJwks, "a JWKS of %s lacks %s; it has %s".formatted(issuer, missing, kids));
    }
  }

  private boolean verifies(Token token, Copy copy) {
    JWK jwk = copy.keys().getKeyByKeyId(token.kid());
    boolean good = jwk != null && verifies(token.jwt(), jwk);
    if (!Instant.now().isBefore(token.deadAt())) {
      late.incrementAndGet();
      return false;
    }
    if (good) {
      verifications.incrementAndGet();
    } else {
      fail(
          jwk == null ? unknownKids : failed,
          "a token of %s under %s, received %s and alive until %s, %s by a copy from %s of %s: %s"
              .formatted(
                  token.issuer(),
                  token.kid(),
                  token.received(),
                  token.deadAt(),
                  jwk == null ? "is not known" : "is not verified",
                  copy.from(),
                  copy.since(),
                  copy.keys().getKeys().stream().map(JWK::getKeyID).toList()));
    }
    return good;
  }

  private static boolean verifies(SignedJWT jwt, JWK jwk) {
    try {
      return jwt.verify(
          new DefaultJWSVerifierFactory()
              .createJWSVerifier(
                  jwt.getHeader(),
                  jwk instanceof ECKey ec ? ec.toECPublicKey() : jwk.toRSAKey().toRSAPublicKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(Answer answer) {
    return answer.status() + " " + answer.http().body();
  }

  private static void sleep(Duration duration) {
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
