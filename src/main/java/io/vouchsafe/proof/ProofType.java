package io.vouchsafe.proof;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The {@code typ} of a JWT in the form in which types are compared: in lower case and without
 * {@code application/} (RFC 7515, 4.1.9).
 */
record ProofType(String name) {
  /** RFC 6838, 4.2. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", Pattern.CASE_INSENSITIVE);

  /** What identity tokens and JWT-SVIDs have; the same as none (RFC 7519, 5.1). */
  private static final Set<String> PLAIN = Set.of("jwt", "jose");

  /**
   * JWTs that mean something else than who their bearer is: our grants; OpenID Connect Back-Channel
   * Logout 1.0, 2.4; RFC 8417, 2.3; RFC 9449, 4.2; RFC 9701, 5; RFC 9101, 10.8; SD-JWT's key
   * binding and status lists; what WIMSE binds to a key.
   */
  private static final Set<String> NEVER =
      Set.of(
          "grant+jwt",
          "logout+jwt",
          "secevent+jwt",
          "dpop+jwt",
          "kb+jwt",
          "oauth-authz-req+jwt",
          "statuslist+jwt",
          "token-introspection+jwt",
          "wit+jwt",
          "wpt+jwt");

  private static final String PREFIX = "application/";

  static ProofType of(String typ) {
    String name = typ.toLowerCase(Locale.ROOT);
    return new ProofType(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name);
  }

  /**
   * @throws IllegalArgumentException if no trusted issuer may list it
   */
  static ProofType listed(String typ) {
    ProofType type = of(typ);
    if (!NAME.matcher(type.name).matches()) {
      throw new IllegalArgumentException(
          "types has %s, which is no name of a media type, such as at+jwt".formatted(typ));
    }
    if (type.isNoProof()) {
      throw new IllegalArgumentException(
          "types has %s, which never says who its bearer is".formatted(typ));
    }
    return type;
  }

  boolean isPlain() {
    return PLAIN.contains(name);
  }

  /** Whether it is refused, whoever signed it. */
  boolean isNoProof() {
    return NEVER.contains(name);
  }
}
