package io.vouchsafe.agent.file;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import java.util.Map;
import java.util.Optional;

/**
 * How a file is.
 *
 * @param held the token that was written to it last
 * @param renewals how often it was written
 * @param failures how often it could not be, by what was the matter
 * @param fault of the last attempt, if that failed
 */
public record FileStatus(
    TokenFile file,
    Optional<HeldToken> held,
    long renewals,
    Map<ExitCode, Long> failures,
    Optional<Fault> fault) {
  public FileStatus {
    failures = Map.copyOf(failures);
  }

  /** Whether it holds a token that has not expired. */
  public boolean good() {
    return held.filter(HeldToken::good).isPresent();
  }

  /** Why it was not written yet. */
  public Fault whyMissing() {
    return fault.orElseGet(() -> Fault.unavailable("the issuer did not answer in time"));
  }
}
