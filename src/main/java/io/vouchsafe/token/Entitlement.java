package io.vouchsafe.token;

import java.time.Duration;
import java.util.Objects;

/**
 * What an authenticated caller may have tokens for.
 *
 * @param grantedBy who stands for it, for the audit log: a grant's id or a broker's name
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
