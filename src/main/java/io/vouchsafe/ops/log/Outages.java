package io.vouchsafe.ops.log;

import io.vouchsafe.base.Outage;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * The outages that the log tells of, one for each thing outside this process that may fail.
 *
 * @param vault logging in, reading keys and signing, of every issuer and key
 * @param rotation what of the rotation fails while Vault works
 * @param snapshot writing the ring snapshot
 */
public record Outages(Outage vault, Outage rotation, Outage snapshot) {
  /** Outages that are lines in the log. */
  public static Outages logged(InstantSource clock) {
    return new Outages(
        new Outage("Vault", "tokens not issued", clock, new Lines("io.vouchsafe.vault")),
        new Outage("rotation", "", clock, new Lines("io.vouchsafe.rotation")),
        new Outage("ring snapshot", "", clock, new Lines("io.vouchsafe.keys")));
  }

  /** The one of the Vault of another region than home. */
  public static Outage ofRegion(String region, InstantSource clock) {
    return new Outage("Vault of region " + region, "", clock, new Lines("io.vouchsafe.vault"));
  }

  /** The one that reading the keys of trusted issuers is part of. */
  public static Outage ofTrustedIssuers(InstantSource clock) {
    return new Outage(
        "trusted issuers", "callers refused", clock, new Lines("io.vouchsafe.callers"));
  }

  /** The one of the certificates of our ports that cannot be replaced. */
  public static Outage ofCertificates(InstantSource clock) {
    return new Outage("certificates", "", clock, new Lines("io.vouchsafe.tls"));
  }

  /** The one of the audit's file that cannot be written. */
  public static Outage ofAudit(InstantSource clock) {
    return new Outage("audit", "records lost", clock, new Lines("io.vouchsafe.audit"));
  }

  /**
   * The rotation could not do something: that is part of Vault's outage where one is on, else of
   * its own.
   *
   * @param inVaults the part of Vault's outage that it is
   * @param part the part of its own
   */
  public void rotationFailed(String inVaults, String part, String reason) {
    if (vault.on()) {
      vault.failedWhenNeeded(inVaults, reason, 0);
    } else {
      rotation.failed(part, reason);
    }
  }

  private static final class Lines implements Outage.Report {
    private final Logger log;

    Lines(String category) {
      this.log = Logger.getLogger(category);
    }

    @Override
    public void failing(String line) {
      log.warn(line);
    }

    @Override
    public void over(String line) {
      log.info(line);
    }
  }
}
