package io.vouchsafe.issuer;

import java.time.Instant;
import java.util.Optional;

/**
 * How far a pass over the organisations of a template is, in which each of them is checked.
 *
 * @param checked organisations of this pass that were checked
 * @param all organisations of this pass
 * @param failed of those checked, for which not all that was due could be done
 * @param last the organisation that was checked last; empty before the first
 * @param passEnded when the last whole pass ended; empty before the first
 */
public record OrganisationProgress(
    int checked, int all, int failed, String last, Optional<Instant> passEnded) {
  /** Before the first pass. */
  public static final OrganisationProgress NONE =
      new OrganisationProgress(0, 0, 0, "", Optional.empty());

  /** A pass of so many begins. */
  public OrganisationProgress begun(int of) {
    return new OrganisationProgress(0, of, 0, last, passEnded);
  }

  /** One was checked; whether all that was due is done. */
  public OrganisationProgress checked(String org, boolean done) {
    return new OrganisationProgress(checked + 1, all, failed + (done ? 0 : 1), org, passEnded);
  }

  /** The last one to be checked is checked again. */
  public OrganisationProgress unchecked() {
    return new OrganisationProgress(checked - 1, all, failed - 1, last, passEnded);
  }

  /** The pass has ended. */
  public OrganisationProgress ended(Instant at) {
    return new OrganisationProgress(checked, all, failed, last, Optional.of(at));
  }
}
