package io.vouchsafe.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.base.PlainFile;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.SigningAlgorithm;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Public keys from a file, to be published beside the issuer's own. */
public final class ExtraJwks {
  private static final int MOST_OCTETS = 1 << 20;

  private ExtraJwks() {}

  /**
   * @throws IllegalArgumentException if the file cannot be read or holds anything but public keys
   *     as Vouchsafe publishes them
   */
  public static List<ExtraKey> read(Path file) {
    try {
      String jwks = new String(PlainFile.readTrusted(file, MOST_OCTETS), UTF_8);
      List<JsonWebKey> keys = new JsonWebKeySet(jwks).getJsonWebKeys();
      if (keys.isEmpty()) {
        throw new IllegalArgumentException("the JWKS in %s is empty".formatted(file));
      }
      return keys.stream().map(ExtraJwks::key).toList();
    } catch (JoseException e) {
      throw new IllegalArgumentException(file + " is no JWKS", e);
    }
  }

  private static ExtraKey key(JsonWebKey jwk) {
    if (!(jwk instanceof PublicJsonWebKey asymmetric)
        || asymmetric.getPrivateKey() != null
        || !(jwk.getKey() instanceof PublicKey publicKey)) {
      throw new IllegalArgumentException("it must hold public keys and nothing else");
    }
    ExtraKey key = new ExtraKey(algorithm(jwk), publicKey);
    if (!key.kid().value().equals(jwk.getKeyId())) {
      throw new IllegalArgumentException(
          "the kid %s is not the RFC 7638 thumbprint of its key".formatted(jwk.getKeyId()));
    }
    return key;
  }

  private static SigningAlgorithm algorithm(JsonWebKey jwk) {
    try {
      return SigningAlgorithm.valueOf(String.valueOf(jwk.getAlgorithm()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("each key needs alg RS256 or ES256", e);
    }
  }
}
