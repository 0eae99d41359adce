package io.vouchsafe.ops;

import io.vouchsafe.http.Issuer;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Reads the keys of one issuer again and again: every {@code refresh}, give or take a tenth, and
 * sooner while a reading fails. Has the keys of its trusted issuers fetched when they are due.
 */
final class KeyRefresher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(KeyRefresher.class);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final double JITTER = 0.1;

  private final Issuer issuer;
  private final Duration refresh;
  private final InstantSource clock;
  private final Set<KeyRole> overdue = EnumSet.noneOf(KeyRole.class);
  private final Thread thread;

  KeyRefresher(Issuer issuer, Duration refresh, InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.refresh = Objects.requireNonNull(refresh, "refresh");
    this.thread = Thread.ofVirtual().name("keys-" + issuer.name()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    Duration retry = FIRST_RETRY;
    while (!Thread.currentThread().isInterrupted()) {
      boolean read = read();
      Duration pause = read ? refresh : retry;
      retry = read ? FIRST_RETRY : shorter(retry.multipliedBy(2), refresh);
      try {
        Thread.sleep(jittered(pause));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private boolean read() {
    try {
      issuer.proofs().refresh();
      boolean good = issuer.keys().refresh();
      issuer.keys().roles().forEach(this::watchRotation);
      return good;
    } catch (RuntimeException e) {
      LOG.error("Reading the keys failed in a way that it must not; it is tried again", e);
      return false;
    }
  }

  private void watchRotation(KeyRole role) {
    Optional<KeyLife> life = issuer.keys().life(role);
    if (!life.map(it -> it.rotationOverdue(clock.instant())).orElse(false)) {
      overdue.remove(role);
    } else if (overdue.add(role)) {
      String key = life.orElseThrow().key().name();
      LOG.warnf(
          "issuer %s: rotation of key %s is overdue: its newest version was created at %s; see that an instance runs with vouchsafe.rotation.mode=on, only or once and what it logs, or rotate by hand: vault/rotate %s",
          issuer.name(), key, life.orElseThrow().key().newest().createdAt(), key);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static Duration jittered(Duration pause) {
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Duration.ofNanos((long) (pause.toNanos() * factor));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
