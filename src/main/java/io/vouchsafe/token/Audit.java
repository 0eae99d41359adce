package io.vouchsafe.token;

/**
 * Records who asked for what, and the result. It is never given a token, a grant or a signature.
 */
public interface Audit {
  /** About to be signed. */
  void asked(PreparedToken token, String grantedBy);

  /** Signed, verified and on its way. */
  void issued(PreparedToken token);

  /**
   * A caller gets no token and this trail has no record of that: the keys allow none now, or Vault
   * refuses every version.
   */
  default void unavailable() {}

  /** Not signed, or discarded. */
  void failed(PreparedToken token, Problem problem);

  /** The signature is not one of the pinned key version: the token was discarded. */
  void mismatched(PreparedToken token);
}
