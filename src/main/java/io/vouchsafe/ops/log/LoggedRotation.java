package io.vouchsafe.ops.log;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * What the rotation of one issuer's keys did, as lines in the log. A failure is part of an outage:
 * that of Vault where one is on, else one of the rotation.
 */
public final class LoggedRotation implements RotationEvents {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.rotation");

  private final String issuer;
  private final String keyPrefix;
  private final SetupCommand setup;
  private final Outages outages;
  private final Set<String> unrotatable = ConcurrentHashMap.newKeySet();

  /**
   * @param setup for the commands that mend a key
   */
  public LoggedRotation(String issuer, String keyPrefix, SetupCommand setup, Outages outages) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
    this.keyPrefix = Objects.requireNonNull(keyPrefix, "keyPrefix");
    this.setup = Objects.requireNonNull(setup, "setup");
    this.outages = Objects.requireNonNull(outages, "outages");
  }

  @Override
  public void rotated(SigningKey key) {
    settled(key.role());
    LOG.infof(
        "issuer %s: rotated key %s: version %d is there",
        issuer, key.name(), key.newest().number());
  }

  @Override
  public void repeats(SigningKey key, String change, String reason) {
    LOG.warnf(
        "issuer %s: Vault answered an error to %s key %s (%s), and may have done it all the same, in"
            + " its memory alone: once more, which stores both",
        issuer, change, key.name(), reason);
  }

  @Override
  public void cannotRotate(SigningKey key) {
    if (unrotatable.add(key.name())) {
      LOG.warnf(
          "issuer %s: key %s %s",
          issuer,
          key.name(),
          KeyTraits.unrotatable(setup.newKeys(key.role().prefixOf(key.name()))));
    }
  }

  @Override
  public void retired(SigningKey key) {
    settled(key.role());
    LOG.infof(
        "issuer %s: retired every version of key %s below %d in Vault",
        issuer, key.name(), key.oldest().number());
  }

  @Override
  public void failed(KeyRole role, String reason) {
    outages.rotationFailed("rotating", part(role), reason);
  }

  @Override
  public void settled(KeyRole role) {
    outages.rotation().worked(part(role));
  }

  private String part(KeyRole role) {
    return role.keyName(keyPrefix);
  }
}
