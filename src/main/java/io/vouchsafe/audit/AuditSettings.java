package io.vouchsafe.audit;

import io.vouchsafe.base.Reasons;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * Where the audit goes and what it holds.
 *
 * @param file empty for standard output
 * @param required whether a token is refused that cannot be recorded
 * @param strangersPerMinute how many refusals of strangers are recorded for each type of problem,
 *     and of known callers those that {@link RecordedRefusals} samples, 0 to 10,000; the rest is
 *     counted
 */
public record AuditSettings(Optional<Path> file, boolean required, int strangersPerMinute) {
  private static final int MOST = 10_000;

  /**
   * Reads the attributes of the file and of its folder.
   *
   * @throws IllegalArgumentException naming the property whose value cannot work
   */
  public AuditSettings {
    Objects.requireNonNull(file, "file");
    Reasons reasons = new Reasons();
    reasons.unless(
        strangersPerMinute >= 0 && strangersPerMinute <= MOST,
        "strangers-per-minute must be 0 to %d, not %d",
        MOST,
        strangersPerMinute);
    file.ifPresent(
        path ->
            reasons.of(
                () -> {
                  FileTarget.check(path);
                  return path;
                }));
    reasons.refuse();
  }
}
