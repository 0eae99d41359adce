package io.vouchsafe.transit;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.vault.VaultFailure;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A Transit key of any type, as Vault describes it (Vault API, "Read key"; only OpenBao has {@code
 * soft_deleted}).
 *
 * @param versions the {@code keys} member: for asymmetric keys an object for each version; some
 *     types have none
 */
record TransitKey(
    String type,
    int latestVersion,
    int minDecryptionVersion,
    int minEncryptionVersion,
    boolean exportable,
    boolean allowPlaintextBackup,
    boolean softDeleted,
    boolean deletionAllowed,
    Duration autoRotatePeriod,
    boolean mayRotate,
    boolean supportsSigning,
    JsonNode versions) {
  private static final int MOST_VERSIONS = 10_000;

  /**
   * Reads these members of an answer and ignores all others.
   *
   * @throws VaultFailure of kind GARBLED if one of them is missing
   */
  static TransitKey of(JsonNode data) {
    return new TransitKey(
        text(data, "type"),
        whole(data, "latest_version"),
        whole(data, "min_decryption_version"),
        whole(data, "min_encryption_version"),
        flag(data, "exportable"),
        flag(data, "allow_plaintext_backup"),
        data.path("soft_deleted").asBoolean(false),
        data.path("deletion_allowed").asBoolean(false),
        Duration.ofSeconds(data.path("auto_rotate_period").asLong(0)),
        !data.path("imported_key").asBoolean(false)
            || data.path("imported_key_allow_rotation").asBoolean(false),
        data.path("supports_signing").asBoolean(true),
        data.path("keys"));
  }

  private static String text(JsonNode data, String name) {
    return present(data.path(name), data.path(name).isTextual()).textValue();
  }

  private static int whole(JsonNode data, String name) {
    return present(data.path(name), data.path(name).canConvertToInt()).intValue();
  }

  private static boolean flag(JsonNode data, String name) {
    return present(data.path(name), data.path(name).isBoolean()).booleanValue();
  }

  private static JsonNode present(JsonNode member, boolean fits) {
    if (!fits) {
      throw VaultFailure.garbled();
    }
    return member;
  }

  /**
   * The reading of this key for {@code role}: good, or failed with the reason.
   *
   * @param path where Vault has it
   * @param newKeys how to get another one in its place
   */
  KeyReading reading(
      KeyRole role,
      String name,
      Instant readAt,
      Optional<ClockOffset> clock,
      String path,
      String newKeys) {
    List<String> wanted = TransitAlgorithm.of(role.algorithm()).keyTypes();
    if (!wanted.contains(type) || !supportsSigning) {
      return new KeyReading.Failed(
          new KeyFault(
              role,
              name,
              KeyFault.Cause.UNFIT,
              "it is of type %s, and %s takes %s"
                  .formatted(type, role.algorithm(), String.join(" or ", wanted)),
              newKeys));
    }
    try {
      List<KeyVersion> listed = versions(role.algorithm());
      return new KeyReading.Good(
          new SigningKey(
              role,
              name,
              listed,
              minEncryptionVersion,
              new KeyTraits(
                      exportable || allowPlaintextBackup,
                      softDeleted,
                      deletionAllowed,
                      autoRotatePeriod,
                      mayRotate,
                      listed.getFirst().number() > Math.max(1, minDecryptionVersion))
                  .shared(),
              readAt),
          clock);
    } catch (Implausible e) {
      return new KeyReading.Failed(
          new KeyFault(
              role,
              name,
              KeyFault.Cause.IMPLAUSIBLE,
              e.getMessage(),
              "check it with: vault read %s; the last good reading stays in force"
                  .formatted(path)));
    }
  }

  private List<KeyVersion> versions(SigningAlgorithm algorithm) throws Implausible {
    int oldest = Math.max(1, minDecryptionVersion);
    if (latestVersion < oldest
        || latestVersion == Integer.MAX_VALUE
        || latestVersion - oldest >= MOST_VERSIONS) {
      throw new Implausible("its versions cannot be %d to %d".formatted(oldest, latestVersion));
    }
    if (minEncryptionVersion < 0 || minEncryptionVersion > latestVersion) {
      throw new Implausible(
          "min_encryption_version is %d, but the newest version is %d"
              .formatted(minEncryptionVersion, latestVersion));
    }
    List<KeyVersion> found = new ArrayList<>();
    for (int number = firstListed(oldest); number <= latestVersion; number++) {
      JsonNode version = versions.path(Integer.toString(number));
      if (!version.isObject()) {
        throw new Implausible(
            "its versions should be %d to %d, and %d is not among them"
                .formatted(oldest, latestVersion, number));
      }
      found.add(version(number, version, algorithm));
    }
    if (versions.size() != found.size()) {
      throw new Implausible(
          "its versions should be %d to %d, and there are %d"
              .formatted(oldest, latestVersion, versions.size()));
    }
    if (found.stream().map(KeyVersion::kid).distinct().count() != found.size()) {
      throw new Implausible("two of its versions have the same public key");
    }
    return found;
  }

  /**
   * The oldest version that is listed, if all that are newer are too and nothing else is; else the
   * one that should be.
   */
  private int firstListed(int oldest) {
    int first = oldest;
    while (first < latestVersion && !versions.path(Integer.toString(first)).isObject()) {
      first++;
    }
    return versions.size() == latestVersion - first + 1 ? first : oldest;
  }

  private static KeyVersion version(int number, JsonNode version, SigningAlgorithm algorithm)
      throws Implausible {
    if (version.path("public_key").asText().isEmpty()) {
      throw new Implausible(
          "version %d has no public key (%s)".formatted(number, Remedy.LOST_VERSION));
    }
    try {
      Instant createdAt = OffsetDateTime.parse(version.path("creation_time").asText()).toInstant();
      if (!KeyVersion.maybeCreated(createdAt)) {
        throw new Implausible(
            "version %d has a creation time from before Vault existed, or beyond the year 9000 (%s)"
                .formatted(number, createdAt));
      }
      return KeyVersion.of(
          number, createdAt, publicKey(version.path("public_key").asText(), algorithm), algorithm);
    } catch (DateTimeException e) {
      throw new Implausible("version %d has no creation time".formatted(number));
    } catch (IllegalArgumentException e) {
      throw new Implausible(
          "the public key of version %d is not one for %s".formatted(number, algorithm));
    }
  }

  private static PublicKey publicKey(String pem, SigningAlgorithm algorithm) {
    String base64 =
        pem.replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "");
    return algorithm.publicKey(Base64.getMimeDecoder().decode(base64));
  }

  /** The members of an answer contradict each other. */
  private static final class Implausible extends Exception {
    private static final long serialVersionUID = 1L;

    Implausible(String message) {
      super(message);
    }
  }
}
