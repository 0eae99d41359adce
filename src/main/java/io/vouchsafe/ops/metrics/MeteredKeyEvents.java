package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyTurn;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.ops.ForwardedKeyEvents;
import java.util.Objects;

/** Counts the turns in the life of one issuer's keys. */
public final class MeteredKeyEvents extends ForwardedKeyEvents {
  private final String issuer;
  private final String prefix;
  private final KeyEventCounter counter;

  /**
   * @param issuer its name in the configuration
   * @param prefix what the keys' names begin with in the metrics
   * @param next gets every event, before it is counted
   */
  public MeteredKeyEvents(String issuer, String prefix, KeyEvents next, KeyEventCounter counter) {
    super(next);
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.prefix = Objects.requireNonNull(prefix, "prefix");
    this.counter = Objects.requireNonNull(counter, "counter");
  }

  @Override
  public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
    super.turned(turn, key, version);
    counter.count(issuer, key.role().keyName(prefix), turn);
  }
}
