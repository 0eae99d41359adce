package io.vouchsafe.token;

import io.vouchsafe.base.Asker;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which tokens an authenticated caller may get.
 *
 * @param maxTtl the longest lifetime that it may ask for
 * @param grantedBy who vouches for it: a grant's id or a broker's name
 * @param grant what the audit has of the grant; empty where a broker asks itself
 */
public record Entitlement(
    Workload workload,
    AudienceSet audiences,
    Duration maxTtl,
    String grantedBy,
    Optional<Asker.Grant> grant) {
  public Entitlement {
    Objects.requireNonNull(workload, "workload");
    Objects.requireNonNull(audiences, "audiences");
    Objects.requireNonNull(maxTtl, "maxTtl");
    Objects.requireNonNull(grantedBy, "grantedBy");
    Objects.requireNonNull(grant, "grant");
  }

  /** That of a broker that asks itself. */
  public Entitlement(Workload workload, AudienceSet audiences, Duration maxTtl, String grantedBy) {
    this(workload, audiences, maxTtl, grantedBy, Optional.empty());
  }
}
