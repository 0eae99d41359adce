package io.vouchsafe.token;

/** Who asked for what, and what became of it. Never given a token, a grant or a signature. */
public interface Audit {
  /** About to be signed. */
  void asked(PreparedToken token, String grantedBy);

  /** Signed, verified and on its way. */
  void issued(PreparedToken token);

  /** Not signed, or thrown away. */
  void failed(PreparedToken token, Problem problem);

  /** The signature is not one of the pinned key version: the token was thrown away. */
  void mismatched(PreparedToken token);
}
