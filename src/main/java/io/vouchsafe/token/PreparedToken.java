package io.vouchsafe.token;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A token that lacks only its signature: claims complete, key version pinned. */
public final class PreparedToken {
  private final TokenType type;
  private final Region region;
  private final KeyRole role;
  private final String keyName;
  private final KeyVersion keyVersion;
  private final String id;
  private final Instant expiresAt;
  private final Map<String, Object> claims;

  PreparedToken(
      TokenType type,
      Region region,
      KeyRole role,
      String keyName,
      KeyVersion keyVersion,
      String id,
      Instant expiresAt,
      Map<String, Object> claims) {
    this.type = type;
    this.region = region;
    this.role = role;
    this.keyName = keyName;
    this.keyVersion = keyVersion;
    this.id = id;
    this.expiresAt = expiresAt;
    this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
  }

  public TokenType type() {
    return type;
  }

  /** The region whose Vault signs it. */
  public Region region() {
    return region;
  }

  /** Of the key that signs it. */
  public KeyRole role() {
    return role;
  }

  public SigningAlgorithm algorithm() {
    return role.algorithm();
  }

  /** The Transit key's name. */
  public String keyName() {
    return keyName;
  }

  public KeyVersion keyVersion() {
    return keyVersion;
  }

  /** The {@code jti}. */
  public String id() {
    return id;
  }

  /** The {@code exp}, a whole second. */
  public Instant expiresAt() {
    return expiresAt;
  }

  /**
   * Every claim; values are strings, whole numbers, booleans, lists of strings, or maps of these.
   */
  public Map<String, Object> claims() {
    return claims;
  }
}
