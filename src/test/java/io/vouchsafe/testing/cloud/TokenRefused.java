package io.vouchsafe.testing.cloud;

/** Why a stand-in does not take a token; each says it in its own words and codes. */
final class TokenRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** The kinds of faults that clouds tell apart. */
  enum Fault {
    /** It is no JWT, or lacks a claim or header that this cloud needs. */
    MALFORMED,
    /** The issuer did not answer in time. */
    UNREACHABLE,
    /** The issuer answered, but with no key that verifies this token. */
    NO_KEY,
    /** The algorithm is none that this cloud takes. */
    ALGORITHM,
    SIGNATURE,
    /** It is over, or not good yet. */
    TIME
  }

  private final Fault fault;

  TokenRefused(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  Fault fault() {
    return fault;
  }
}
