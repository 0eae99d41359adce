package io.vouchsafe.key;

import java.util.Arrays;

/** What a key of an issuer is for. Each issuer has at most one key in each role. */
public enum KeyRole {
  RS256(SigningAlgorithm.RS256, "rs256", true),
  ES256(SigningAlgorithm.ES256, "es256", true),
  /** Signs grants; never published in the JWKS. */
  GRANT(SigningAlgorithm.ES256, "grant", false);

  private final SigningAlgorithm algorithm;
  private final String suffix;
  private final boolean published;

  KeyRole(SigningAlgorithm algorithm, String suffix, boolean published) {
    this.algorithm = algorithm;
    this.suffix = suffix;
    this.published = published;
  }

  public SigningAlgorithm algorithm() {
    return algorithm;
  }

  /** Whether the public keys belong in the JWKS. */
  public boolean published() {
    return published;
  }

  /** The name of the Transit key: {@code <prefix>-rs256}, {@code -es256} or {@code -grant}. */
  public String keyName(String prefix) {
    return prefix + "-" + suffix;
  }

  /** The prefix of a {@link #keyName} of this role. */
  public String prefixOf(String keyName) {
    return keyName.substring(0, keyName.length() - keyName("").length());
  }

  /** The role of the key that signs identity tokens with {@code algorithm}. */
  public static KeyRole ofIdentityTokens(SigningAlgorithm algorithm) {
    return Arrays.stream(values())
        .filter(role -> role.published && role.algorithm == algorithm)
        .findFirst()
        .orElseThrow();
  }
}
