package io.vouchsafe.token;

import java.time.Duration;
import java.util.Objects;

/**
 * Which tokens an authenticated caller may get.
 *
 * @param grantedBy who vouches for it, for the audit log: a grant's id or a broker's name
 * @param maxTtl the longest lifetime that it may ask for
 */
public record Entitlement(
    Workload workload, AudienceSet audiences, Duration maxTtl, String grantedBy) {
  public Entitlement {
    Objects.requireNonNull(workload, "workload");
    Objects.requireNonNull(audiences, "audiences");
    Objects.requireNonNull(maxTtl, "maxTtl");
    Objects.requireNonNull(grantedBy, "grantedBy");
  }
}
