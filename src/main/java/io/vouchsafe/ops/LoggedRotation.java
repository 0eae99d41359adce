package io.vouchsafe.ops;

import io.micrometer.core.instrument.Metrics;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** What the rotation of one issuer did, as lines in the log and as counters. */
public final class LoggedRotation implements RotationEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  private final String issuer;
  private final String keyPrefix;
  private final Map<KeyRole, String> failing = new ConcurrentHashMap<>();

  public LoggedRotation(String issuer, String keyPrefix) {
    this.issuer = issuer;
    this.keyPrefix = keyPrefix;
  }

  @Override
  public void rotated(SigningKey key) {
    failing.remove(key.role());
    LOG.infof(
        "issuer %s: rotated key %s: version %d is there",
        issuer, key.name(), key.newest().number());
    count("rotated", key.role());
  }

  @Override
  public void retired(SigningKey key) {
    failing.remove(key.role());
    LOG.infof(
        "issuer %s: retired every version of key %s below %d in Vault",
        issuer, key.name(), key.oldest().number());
    count("minimum_raised", key.role());
  }

  @Override
  public void failed(KeyRole role, String reason) {
    if (!reason.equals(failing.put(role, reason))) {
      LOG.errorf(
          "issuer %s: rotation of key %s failed: %s", issuer, role.keyName(keyPrefix), reason);
    }
    count("rotation_failed", role);
  }

  private void count(String event, KeyRole role) {
    Metrics.counter(
            KeyMetrics.EVENTS, "issuer", issuer, "key", role.keyName(keyPrefix), "event", event)
        .increment();
  }
}
