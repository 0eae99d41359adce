package io.vouchsafe.token;

/**
 * Records who asked for what, and the result. It is never given a token, a grant or a signature.
 */
public interface Audit {
  /** About to be signed. */
  void asked(PreparedToken token, String grantedBy);

  /** Signed, verified and on its way. */
  void issued(PreparedToken token);

  /** The keys allow no token now, so that none was asked for. */
  default void unavailable() {}

  /** Not signed, or discarded. */
  void failed(PreparedToken token, Problem problem);

  /** The signature is not one of the pinned key version: the token was discarded. */
  void mismatched(PreparedToken token);
}
