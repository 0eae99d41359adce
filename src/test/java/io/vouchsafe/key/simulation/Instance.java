package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.simulation.Ledger.Copy;
import io.vouchsafe.key.simulation.Ledger.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/** An instance of the service: reads, serves the JWKS and issues tokens. */
public final class Instance extends Reader {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private boolean up;
  private int life;
  private Optional<Copy> open = Optional.empty();
  private Instant nextTurn = Instant.MIN;

  Instance(Simulation in, String name) {
    super(in, name);
  }

  void boot() {
    up = true;
    life++;
    start();
    refresh(life);
  }

  void stop() {
    up = false;
    life++;
    serve();
  }

  void change(Settings changed) {
    settings = changed;
    if (up) {
      boot();
    }
  }

  @Override
  protected void stepClock() {
    super.stepClock();
    nextTurn = Instant.MIN;
    look();
  }

  private void refresh(int ofLife) {
    if (ofLife != life) {
      return;
    }
    issue();
    boolean good = readNow();
    Duration pause = settings.policy().refresh();
    Duration next = in.jittered(good ? pause : pause.dividedBy(2));
    in.after(next, () -> refresh(ofLife));
  }

  /** A reading between two regular ones. */
  boolean readNow() {
    boolean good = up && read();
    if (!good) {
      signUntilTheRingIsTooOld();
    }
    look();
    return good;
  }

  private void signUntilTheRingIsTooOld() {
    keys.ring().keys().values().stream()
        .map(key -> real(key.readAt()).plus(settings.policy().maxRingAge()))
        .forEach(at -> in.at(at, this::issue));
  }

  /** What follows from the ring and the time: what is served, and what is issued. */
  private void look() {
    serve();
    issue();
  }

  private void serve() {
    Instant now = in.now();
    open.ifPresent(copy -> in.ledger().served(copy.lasting(earlier(copy.until(), now))));
    Optional<Rules.Published> published =
        up ? in.world().rules().publish(keys, clock()) : Optional.empty();
    open = published.map(jwks -> new Copy(name, jwks.kids(), now, goodUntil(), longestCopy()));
    published.flatMap(Rules.Published::until).map(this::real).ifPresent(this::turnAt);
  }

  /** When the ring is too old for its JWKS to count as good. */
  private Instant goodUntil() {
    Duration bound = settings.policy().maxPublishedAge().plus(in.world().excess().published());
    return keys.ring().keys().values().stream()
        .map(SigningKey::readAt)
        .min(Comparator.naturalOrder())
        .map(readAt -> real(readAt).plus(bound))
        .orElse(Instant.MAX);
  }

  private Duration longestCopy() {
    return settings.policy().longestCopy().plus(in.world().excess().copies());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private void turnAt(Instant at) {
    if (!at.equals(nextTurn)) {
      nextTurn = at;
      in.at(at.minus(MOMENT), this::issue);
      in.at(at, this::look);
    }
  }

  /** Issues a token that lives as long as one can, under every key. */
  void issue() {
    settings.asked().forEach(role -> issue(role, settings.policy().longestToken(), Duration.ZERO));
  }

  /** Issues a token of some lifetime, whose signature takes its time. */
  void issueSlowly(KeyRole role) {
    issue(role, in.upTo(settings.policy().longestToken()), in.upTo(Duration.ofSeconds(2)));
  }

  /** Pins a version now and has it sign after {@code pause}. */
  private void issue(KeyRole role, Duration ttl, Duration pause) {
    if (up
        && settings.asked().contains(role)
        && in.world().rules().choose(keys, role, clock())
            instanceof SigningChoice.Ready(Region _, SigningKey key, KeyVersion version)) {
      Instant expires = clock().truncatedTo(ChronoUnit.SECONDS).plus(ttl);
      if (pause.isZero()) {
        sign(role, version, expires, ttl, true);
      } else {
        in.after(pause, () -> sign(role, version, expires, ttl, true));
      }
    }
  }

  private void sign(
      KeyRole role, KeyVersion pinned, Instant expires, Duration ttl, boolean onceMore) {
    VaultKey key = in.vault().now(role);
    if (pinned.number() < key.minEncryption()) {
      if (onceMore && up) {
        read();
        serve();
        again(role, pinned, ttl);
      }
      return;
    }
    Duration beyond = in.world().excess().tokens().plus(in.world().excess().leeway());
    in.ledger()
        .issued(
            new Token(
                name,
                pinned.kid(),
                in.world().rules().signsWith(pinned, key).kid(),
                in.now(),
                expires.plus(settings.policy().leeway()).plus(beyond)));
  }

  private void again(KeyRole role, KeyVersion refused, Duration ttl) {
    if (in.world().rules().choose(keys, role, clock())
            instanceof SigningChoice.Ready(Region _, SigningKey key, KeyVersion version)
        && version.number() != refused.number()) {
      Instant expires = clock().truncatedTo(ChronoUnit.SECONDS).plus(ttl);
      sign(role, version, expires, ttl, false);
    }
  }
}
