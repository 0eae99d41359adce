package io.vouchsafe.caller;

import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The grant a broker asks for.
 *
 * @param audiences what the workload may ask for
 * @param maxTtl the longest lifetime of its tokens; empty for 1 h or as much as is allowed
 * @param expiresIn how long the grant lives; empty for 1 h or as much as is allowed
 */
public record GrantRequest(
    Workload workload,
    List<String> audiences,
    Optional<Duration> maxTtl,
    Optional<Duration> expiresIn) {
  public GrantRequest {
    Objects.requireNonNull(workload, "workload");
    audiences = List.copyOf(audiences);
    Objects.requireNonNull(maxTtl, "maxTtl");
    Objects.requireNonNull(expiresIn, "expiresIn");
  }
}
