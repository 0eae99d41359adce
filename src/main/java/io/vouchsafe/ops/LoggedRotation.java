package io.vouchsafe.ops;

import io.vouchsafe.base.Troubles;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import java.time.InstantSource;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * What the rotation of one issuer's keys did, as lines in the log; a failure again only when its
 * reason changes.
 */
public final class LoggedRotation implements RotationEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  private final String issuer;
  private final String keyPrefix;
  private final Troubles<KeyRole, String> failing;

  public LoggedRotation(String issuer, String keyPrefix, InstantSource clock) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    this.failing = new Troubles<>(clock);
  }

  @Override
  public void rotated(SigningKey key) {
    failing.worked(key.role());
    LOG.infof(
        "issuer %s: rotated key %s: version %d is there",
        issuer, key.name(), key.newest().number());
  }

  @Override
  public void retired(SigningKey key) {
    failing.worked(key.role());
    LOG.infof(
        "issuer %s: retired every version of key %s below %d in Vault",
        issuer, key.name(), key.oldest().number());
  }

  @Override
  public void failed(KeyRole role, String reason) {
    if (failing.failed(role, reason)) {
      LOG.errorf(
          "issuer %s: rotation of key %s failed: %s", issuer, role.keyName(keyPrefix), reason);
    }
  }
}
