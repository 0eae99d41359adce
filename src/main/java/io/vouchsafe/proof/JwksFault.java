package io.vouchsafe.proof;

/** Why a trusted issuer's keys could not be read; its message is for the operator. */
final class JwksFault extends Exception {
  private static final long serialVersionUID = 1L;

  JwksFault(String reason) {
    super(reason, null, false, false);
  }
}
