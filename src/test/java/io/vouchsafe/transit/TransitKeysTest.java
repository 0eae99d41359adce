package io.vouchsafe.transit;

import static io.vouchsafe.testing.VaultFixture.CLOCK;
import static io.vouchsafe.testing.VaultFixture.good;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real OpenBao says of keys, and which of it a reading holds. */
class TransitKeysTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofRoot();

  @ParameterizedTest
  @CsvSource({"RS256, vouchsafe-rs256", "ES256, vouchsafe-es256", "GRANT, vouchsafe-grant"})
  void readsAKey(KeyRole role, String name) {
    Instant before = CLOCK.instant();
    SigningKey key = good(read("vouchsafe", role));

    assertEquals(name, key.name());
    assertEquals(1, key.versions().size());
    assertFalse(key.traits().recoverable());
    assertFalse(key.traits().softDeleted());
    assertFalse(key.readAt().isBefore(before));
    assertFalse(key.readAt().isAfter(CLOCK.instant()));
    Instant created = Instant.parse(bed.bao().key(name).at("/keys/1/creation_time").asText());
    assertEquals(created, key.newest().createdAt());
  }

  @Test
  void namesKeyVersionsByTheirThumbprint() throws Exception {
    PublicKey publicKey = good(read("vouchsafe", KeyRole.RS256)).newest().publicKey();

    assertEquals(
        new RSAKey.Builder((RSAPublicKey) publicKey).build().computeThumbprint().toString(),
        good(read("vouchsafe", KeyRole.RS256)).newest().kid().value());
  }

  @Test
  void readsTheTimeBeforeItAsks() {
    Instant[] asked = new Instant[1];
    bed.proxy()
        .breaks(
            path -> path.contains("/keys/"),
            (request, upstream) -> {
              asked[0] = CLOCK.instant();
              return upstream.answer(request);
            });

    assertFalse(good(read("vouchsafe", KeyRole.RS256)).readAt().isAfter(asked[0]));
  }

  @Test
  void listsTheVersionsThatTheMinimumsLeave() {
    make("minimums-es256", "ecdsa-p256", Map.of());
    for (int i = 0; i < 4; i++) {
      bed.bao().rotate("minimums-es256");
    }
    bed.bao()
        .configure(
            "minimums-es256", Map.of("min_decryption_version", 3, "min_encryption_version", 4));

    SigningKey key = good(read("minimums", KeyRole.ES256));

    assertEquals(List.of(3, 4, 5), key.versions().stream().map(KeyVersion::number).toList());
    assertEquals(4, key.minSigningVersion());
    assertTrue(key.hadEarlierVersions());
  }

  @ParameterizedTest
  @ValueSource(strings = {"exportable", "allow_plaintext_backup"})
  void showsKeysThatCanBeTakenOut(String parameter) {
    String prefix = "open-" + parameter.substring(0, 5);
    make(prefix + "-rs256", "rsa-2048", Map.of());
    assertFalse(good(read(prefix, KeyRole.RS256)).traits().recoverable());

    bed.bao().configure(prefix + "-rs256", Map.of(parameter, true));

    assertTrue(good(read(prefix, KeyRole.RS256)).traits().recoverable());
  }

  @Test
  void showsSoftDeletedKeys() {
    make("gone-es256", "ecdsa-p256", Map.of());
    bed.bao().root().delete("transit/keys/gone-es256/soft-delete");

    assertTrue(good(read("gone", KeyRole.ES256)).traits().softDeleted());
  }

  @Test
  void showsWhoMayDeleteAKeyAndWhetherVaultRotatesIt() {
    make("traits-es256", "ecdsa-p256", Map.of());
    assertEquals(KeyTraits.SAFE, good(read("traits", KeyRole.ES256)).traits());

    bed.bao()
        .configure("traits-es256", Map.of("deletion_allowed", true, "auto_rotate_period", "720h"));

    KeyTraits traits = good(read("traits", KeyRole.ES256)).traits();
    assertTrue(traits.deletionAllowed());
    assertEquals(Duration.ofDays(30), traits.autoRotatePeriod());
  }

  @Test
  void trimmedVersionsAreGoneAndTheReadingIsGood() {
    make("trimmed-es256", "ecdsa-p256", Map.of());
    bed.bao().rotate("trimmed-es256");
    bed.bao().rotate("trimmed-es256");
    bed.bao()
        .configure(
            "trimmed-es256", Map.of("min_decryption_version", 3, "min_encryption_version", 3));
    bed.bao().root().write("transit/keys/trimmed-es256/trim", Map.of("min_available_version", 3));

    SigningKey key = good(read("trimmed", KeyRole.ES256));

    assertEquals(List.of(3), key.versions().stream().map(KeyVersion::number).toList());
    assertTrue(key.hadEarlierVersions());
  }

  private static KeyReading read(String prefix, KeyRole role) {
    return bed.reader(prefix).read(role);
  }

  private static void make(String name, String type, Map<String, ?> more) {
    VaultApi root = bed.bao().root();
    Map<String, Object> body = new HashMap<>(more);
    body.put("type", type);
    root.write("transit/keys/" + name, body);
  }
}
