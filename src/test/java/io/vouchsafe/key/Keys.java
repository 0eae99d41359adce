package io.vouchsafe.key;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Real key pairs for tests, each made once. */
public final class Keys {
  private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

  private Keys() {}

  /** The pair number {@code index} for {@code algorithm}. */
  public static KeyPair pair(SigningAlgorithm algorithm, int index) {
    return PAIRS.computeIfAbsent(algorithm + "-" + index, ignored -> generate(algorithm));
  }

  private static KeyPair generate(SigningAlgorithm algorithm) {
    try {
      return switch (algorithm) {
        case RS256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(2048);
          yield generator.generateKeyPair();
        }
        case ES256 -> {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
          generator.initialize(new ECGenParameterSpec("secp256r1"));
          yield generator.generateKeyPair();
        }
      };
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public static KeyVersion version(SigningAlgorithm algorithm, int number, Instant createdAt) {
    return KeyVersion.of(number, createdAt, pair(algorithm, number).getPublic(), algorithm);
  }

  /** A key whose versions, numbered from {@code first}, were created at the given instants. */
  public static SigningKey key(
      KeyRole role, int first, int minSigning, Instant readAt, Instant... created) {
    List<KeyVersion> versions = new ArrayList<>();
    for (int i = 0; i < created.length; i++) {
      versions.add(version(role.algorithm(), first + i, created[i]));
    }
    return new SigningKey(role, role.keyName("test"), versions, minSigning, KeyTraits.SAFE, readAt);
  }
}
