package io.vouchsafe.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Traffic.Token;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Who verifies the tokens of {@link Traffic}, and counts there: against the copy of the JWKS that
 * they hold for exactly as long as its headers allow, and against one fetched for the occasion.
 */
final class RelyingParties {
  private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d+)");
  private static final Duration BEFORE_THE_END = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofMillis(100);

  private record Copy(JWKSet keys, String from, Instant since, Instant until) {
    /** One that nobody may keep lacks a region, or what is new there. */
    boolean promises() {
      return until.isAfter(since);
    }
  }

  private final Traffic traffic;
  private final List<Fleet.Instance> instances;
  private final boolean regions;
  private final Map<String, Queue<Token>> living = new ConcurrentHashMap<>();
  private final Map<String, AtomicReference<Copy>> copies = new ConcurrentHashMap<>();

  RelyingParties(Traffic traffic, Fleet fleet, List<Fleet.Instance> instances) {
    this.regions = fleet.hasRegions();
    this.traffic = traffic;
    this.instances = instances;
    for (String issuer : fleet.issuers()) {
      living.put(issuer, new ConcurrentLinkedQueue<>());
      copies.put(issuer, new AtomicReference<>());
    }
  }

  /** From now on, every JWKS has to have the key of this token, until it is dead. */
  void expect(Token token) {
    living.get(token.issuer()).add(token);
  }

  /** Verifies a token now, and again just before verifiers cease to accept it. */
  void follow(Token token) {
    verifyWithHeldAndFreshCopy(token);
    Traffic.sleep(Duration.between(Instant.now(), token.deadAt().minus(BEFORE_THE_END)));
    if (verifyWithHeldAndFreshCopy(token)) {
      traffic.verifiedToTheEnd.incrementAndGet();
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
    int first =
        Math.floorMod(token.text().hashCode() + traffic.jwksFetched.get(), instances.size());
    while (Instant.now().isBefore(token.deadAt())) {
      for (int i = 0; i < instances.size(); i++) {
        Optional<Copy> copy =
            fetchCopy(instances.get((first + i) % instances.size()), token.issuer())
                .filter(it -> it.promises() || it.keys().getKeyByKeyId(token.kid()) != null);
        if (copy.isPresent()) {
          return copy;
        }
      }
      Traffic.sleep(PATIENCE);
    }
    traffic.late.incrementAndGet();
    return Optional.empty();
  }

  private Optional<Copy> fetchCopy(Fleet.Instance instance, String issuer) {
    Instant asked = Instant.now();
    Optional<Answer> answer =
        traffic
            .ask(() -> instance.client(issuer).get("/.well-known/jwks.json"))
            .filter(it -> it.status() == 200);
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    Matcher maxAge = MAX_AGE.matcher(answer.get().header("Cache-Control"));
    boolean kept = maxAge.find() && Integer.parseInt(maxAge.group(1)) > 0;
    if (!kept && !(regions && instance.status("/q/health/ready") == 200)) {
      // it is cut off from Vault for longer than max-published-age, so no traffic is sent there
      traffic.unready.incrementAndGet();
      return Optional.empty();
    }
    traffic.jwksFetched.incrementAndGet();
    Instant until = asked.plusSeconds(Integer.parseInt(maxAge.group(1)));
    Copy copy = new Copy(parsed(answer.get()), instance.managementUrl(), asked, until);
    if (copy.promises()) {
      checkComplete(issuer, copy);
    }
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
    copy.keys().getKeys().stream()
        .collect(Collectors.groupingBy(JWK::getKeyType, Collectors.counting()))
        .values()
        .forEach(one -> traffic.mostPublished.accumulateAndGet(one.intValue(), Math::max));
    if (kids.size() < 2) {
      traffic.fail(traffic.shortJwks, "a JWKS of %s has only %s".formatted(issuer, kids));
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
      traffic.fail(
          traffic.shortJwks, "a JWKS of %s lacks %s; it has %s".formatted(issuer, missing, kids));
    }
  }

  private boolean verifies(Token token, Copy copy) {
    JWK jwk = copy.keys().getKeyByKeyId(token.kid());
    boolean good = jwk != null && verifies(token.jwt(), jwk);
    if (!Instant.now().isBefore(token.deadAt())) {
      traffic.late.incrementAndGet();
      return false;
    }
    if (good) {
      traffic.verifications.incrementAndGet();
    } else {
      traffic.fail(
          jwk == null ? traffic.unknownKids : traffic.failed,
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
}
