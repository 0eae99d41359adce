package io.vouchsafe.ops.log;

import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyVersion;
import java.util.Objects;
import org.jboss.logging.Logger;

/** Warnings about one issuer's keys as lines in the log. */
public final class LoggedKeyWarnings implements KeyWarnings {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");

  private final String issuer;

  public LoggedKeyWarnings(String issuer) {
    this.issuer = Objects.requireNonNull(issuer, "issuer");
  }

  @Override
  public void rotationOverdue(KeyLife life) {
    LOG.warnf(
        "issuer %s: key %s rotation overdue: its newest version was created at %s; see that an"
            + " instance runs with vouchsafe.rotation.mode=on, only or once and what it logs, or"
            + " rotate by hand: vault/rotate %s",
        issuer, life.key().name(), life.key().newest().createdAt(), life.key().name());
  }

  @Override
  public void createdInTheFuture(KeyLife life) {
    KeyVersion newest = life.key().newest();
    LOG.warnf(
        "issuer %s: key %s version %d was created in the future, at %s; it stays announced until"
            + " %s, and the one before it signs",
        issuer, life.key().name(), newest.number(), newest.createdAt(), life.signsFrom(newest));
  }

  @Override
  public void manyVersions(KeyLife life, int published) {
    LOG.warnf(
        "issuer %s: key %s has %d versions that are not over; some relying parties read few keys,"
            + " so find out who rotates so often",
        issuer, life.key().name(), published);
  }
}
