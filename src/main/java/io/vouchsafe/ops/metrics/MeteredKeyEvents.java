package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyTurn;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import java.time.Instant;
import java.util.Objects;

/** Counts the turns in the life of one issuer's keys. */
public final class MeteredKeyEvents implements KeyEvents {
  private final String issuer;
  private final String prefix;
  private final KeyEvents next;
  private final KeyEventCounter counter;

  /**
   * @param issuer its name in the configuration
   * @param prefix what the keys' names begin with in the metrics
   * @param next gets every event, before it is counted
   */
  public MeteredKeyEvents(String issuer, String prefix, KeyEvents next, KeyEventCounter counter) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.next = Objects.requireNonNull(next, "next");
    this.counter = Objects.requireNonNull(counter, "counter");
  }

  @Override
  public void readingFailed(KeyFault fault) {
    next.readingFailed(fault);
  }

  @Override
  public void read(SigningKey key) {
    next.read(key);
  }

  @Override
  public void waits(SigningKey key, Instant until) {
    next.waits(key, until);
  }

  @Override
  public void signsNothing(SigningKey key, SigningChoice.Unavailable why) {
    next.signsNothing(key, why);
  }

  @Override
  public void maySign(SigningKey key) {
    next.maySign(key);
  }

  @Override
  public void replaced(SigningKey before, SigningKey after) {
    next.replaced(before, after);
  }

  @Override
  public void recoverable(SigningKey key) {
    next.recoverable(key);
  }

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
    next.turned(turn, key, version);
    counter.count(issuer, key.role().keyName(prefix), turn);
  }
}
