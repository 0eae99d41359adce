package io.vouchsafe.token;

import io.vouchsafe.key.Region;
import java.time.Instant;

/**
 * Records who asked for what, and the result. It is never given a token, a grant or a signature.
 * Who asks is what {@link io.vouchsafe.base.Asking} has of the thread.
 */
public interface Audit {
  /**
   * About to be signed.
   *
   * @throws Problem of kind UNAVAILABLE if it must be recorded and cannot be; then the token must
   *     not be signed
   */
  void asked(PreparedToken token);

  /** Signed, verified and on its way. */
  void issued(PreparedToken token);

  /**
   * A caller gets no token and this trail has no record of that: the keys allow none now, or Vault
   * refuses every version.
   */
  default void unavailable() {}

  /** Not signed, or discarded. */
  void failed(PreparedToken token, Problem problem);

  /**
   * A token that the Vault of {@code tried} did not sign was signed by another region's after all.
   */
  default void signedElsewhere(Region tried) {}

  /** The signature is not one of the pinned key version: the token was discarded. */
  void mismatched(PreparedToken token);

  /**
   * The broker that asks revoked one of its grants.
   *
   * @param grant the grant's id
   * @param until when the revocation is not needed any more
   */
  default void revokedGrant(String grant, Instant until) {}

  /**
   * The broker that asks revoked all grants that it made so far for one workload.
   *
   * @param subject the workload's {@code sub}
   * @param until when the revocation is not needed any more
   */
  default void revokedWorkload(String subject, Instant until) {}
}
