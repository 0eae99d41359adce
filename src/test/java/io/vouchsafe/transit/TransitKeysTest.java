package io.vouchsafe.transit;

import static io.vouchsafe.testing.VaultFixture.CLOCK;
import static io.vouchsafe.testing.VaultFixture.SETTINGS;
import static io.vouchsafe.testing.VaultFixture.fault;
import static io.vouchsafe.testing.VaultFixture.good;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.jwk.RSAKey;
import io.vertx.core.Vertx;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyFault.Cause;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.VaultAccess;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real OpenBao says of keys, and what counts of it. */
class TransitKeysTest {
  private static Vertx vertx;
  private static OpenBao bao;
  private static BreakingProxy proxy;
  private static VaultAccess vault;

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.start();
    proxy = BreakingProxy.before(bao.address());
    vault = VaultFixture.open(vertx, proxy.address(), VaultFixture.token(bao.rootToken()));
  }

  @AfterEach
  void mend() {
    proxy.up();
    proxy.mend();
  }

  @AfterAll
  static void stop() {
    vault.close();
    proxy.close();
    bao.close();
    vertx.close();
  }

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
    Instant created = Instant.parse(bao.key(name).at("/keys/1/creation_time").asText());
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
    proxy.breaks(
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
      bao.rotate("minimums-es256");
    }
    bao.configure(
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

    bao.configure(prefix + "-rs256", Map.of(parameter, true));

    assertTrue(good(read(prefix, KeyRole.RS256)).traits().recoverable());
  }

  @Test
  void showsSoftDeletedKeys() {
    make("gone-es256", "ecdsa-p256", Map.of());
    bao.root().delete("transit/keys/gone-es256/soft-delete");

    assertTrue(good(read("gone", KeyRole.ES256)).traits().softDeleted());
  }

  @Test
  void showsWhoMayDeleteAKeyAndWhetherVaultRotatesIt() {
    make("traits-es256", "ecdsa-p256", Map.of());
    assertEquals(KeyTraits.SAFE, good(read("traits", KeyRole.ES256)).traits());

    bao.configure("traits-es256", Map.of("deletion_allowed", true, "auto_rotate_period", "720h"));

    KeyTraits traits = good(read("traits", KeyRole.ES256)).traits();
    assertTrue(traits.deletionAllowed());
    assertEquals(Duration.ofDays(30), traits.autoRotatePeriod());
  }

  @Test
  void trimmedVersionsAreGoneAndTheReadingIsGood() {
    make("trimmed-es256", "ecdsa-p256", Map.of());
    bao.rotate("trimmed-es256");
    bao.rotate("trimmed-es256");
    bao.configure(
        "trimmed-es256", Map.of("min_decryption_version", 3, "min_encryption_version", 3));
    bao.root().write("transit/keys/trimmed-es256/trim", Map.of("min_available_version", 3));

    SigningKey key = good(read("trimmed", KeyRole.ES256));

    assertEquals(List.of(3), key.versions().stream().map(KeyVersion::number).toList());
    assertTrue(key.hadEarlierVersions());
  }

  @Test
  void aCreationTimeFromBeforeVaultIsNotTrusted() {
    rewrites(
        body ->
            body.replaceAll(
                "\"creation_time\":\"[^\"]*\"", "\"creation_time\":\"0001-01-01T00:00:00Z\""));

    KeyFault fault = fault(read("vouchsafe", KeyRole.RS256));

    assertEquals(KeyFault.Cause.IMPLAUSIBLE, fault.cause());
    assertTrue(fault.reason().contains("no creation time worth trusting"), fault.reason());
  }

  @Test
  void saysHowToMakeAKeyThatIsMissing() {
    KeyFault fault = fault(read("nobody", KeyRole.RS256));

    assertEquals(Cause.MISSING, fault.cause());
    assertTrue(fault.remedy().contains("vault/setup --key-prefix nobody"), fault::remedy);
    assertEquals("nobody-rs256", fault.keyName());
  }

  @Test
  void saysThatTheMountIsMissing() {
    TransitSettings elsewhere = new TransitSettings("elsewhere", SETTINGS.calls());

    KeyFault fault =
        fault(new TransitKeys(vault, elsewhere, "vouchsafe", CLOCK).read(KeyRole.RS256));

    assertEquals(Cause.MISSING, fault.cause());
    assertTrue(fault.reason().contains("no engine at this mount"), fault::reason);
    assertTrue(fault.remedy().contains("--mount elsewhere --key-prefix"), fault::remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, ecdsa-p256",
    "RS256, aes256-gcm96",
    "RS256, ed25519",
    "ES256, ecdsa-p384",
    "ES256, rsa-2048",
    "ES256, hmac",
    "GRANT, ecdsa-p521",
    "GRANT, chacha20-poly1305"
  })
  void refusesKeysOfAnotherType(KeyRole role, String type) {
    String prefix = "odd-" + type;
    make(role.keyName(prefix), type, type.equals("hmac") ? Map.of("key_size", 32) : Map.of());

    KeyFault fault = fault(read(prefix, role));

    assertEquals(Cause.UNFIT, fault.cause());
    assertTrue(fault.reason().contains(type), fault::reason);
    assertTrue(fault.remedy().contains("vault/setup --key-prefix"), fault::remedy);
  }

  @Test
  void refusesTypesThatNobodyKnowsYet() {
    rewrites(body -> body.replace("\"rsa-2048\"", "\"external-key\""));

    assertEquals(Cause.UNFIT, fault(read("vouchsafe", KeyRole.RS256)).cause());
  }

  @Test
  void namesThePolicyLineThatIsMissing() {
    String token = bao.tokenWith("default");
    try (VaultAccess powerless =
        VaultFixture.open(vertx, proxy.address(), VaultFixture.token(token))) {
      KeyFault fault =
          fault(new TransitKeys(powerless, SETTINGS, "vouchsafe", CLOCK).read(KeyRole.GRANT));

      assertEquals(Cause.DENIED, fault.cause());
      assertTrue(fault.remedy().contains("\"transit/keys/vouchsafe-grant\""), fault::remedy);
    }
  }

  @Test
  void fewerVersionsThanThereShouldBeAreImplausible() {
    make("fewer-es256", "ecdsa-p256", Map.of());
    bao.rotate("fewer-es256");
    bao.rotate("fewer-es256");

    for (String number : List.of("1", "2", "3")) {
      rewrites(body -> body.replace("\"" + number + "\":{", "\"" + number + "x\":{"));
      KeyFault fault = fault(read("fewer", KeyRole.ES256));
      assertEquals(Cause.IMPLAUSIBLE, fault.cause());
      assertTrue(fault.reason().contains(number + " is not among them"), fault::reason);
      proxy.mend();
    }
    rewrites(body -> body.replace("\"keys\":{", "\"keys\":{\"4\":{},"));
    assertTrue(fault(read("fewer", KeyRole.ES256)).reason().contains("there are 4"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"latest_version\":1|\"latest_version\":0",
        "\"latest_version\":1|\"latest_version\":2000000000",
        "\"latest_version\":1|\"latest_version\":\"1\"",
        "\"latest_version\":1|\"newest_version\":1",
        "\"min_decryption_version\":1|\"min_decryption_version\":2",
        "\"min_encryption_version\":0|\"min_encryption_version\":2",
        "\"exportable\":false|\"exported\":false",
        "\"creation_time\"|\"created\"",
        "\"public_key\"|\"private_key\"",
        "BEGIN PUBLIC KEY-----|BEGIN PUBLIC KEY-----AAAA",
        "\"keys\":{|\"keys\":[{"
      })
  void answersThatContradictThemselvesAreImplausible(String right, String wrong) {
    rewrites(
        body -> {
          assertTrue(body.contains(right), body);
          return body.replace(right, wrong);
        });

    assertEquals(Cause.IMPLAUSIBLE, fault(read("vouchsafe", KeyRole.ES256)).cause());
  }

  @Test
  void twoVersionsWithOnePublicKeyAreImplausible() {
    make("twin-es256", "ecdsa-p256", Map.of());
    bao.rotate("twin-es256");
    String first = jsonText(bao.key("twin-es256").at("/keys/1/public_key").asText());
    String second = jsonText(bao.key("twin-es256").at("/keys/2/public_key").asText());
    rewrites(body -> body.replace(second, first));

    assertTrue(fault(read("twin", KeyRole.ES256)).reason().contains("same public key"));
  }

  @Test
  void anOutageIsNamedAndEndsByItself() {
    proxy.down();
    assertEquals(Cause.UNREACHABLE, fault(read("vouchsafe", KeyRole.RS256)).cause());

    proxy.up();
    proxy.breaksAll(Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));
    KeyFault sealed = fault(read("vouchsafe", KeyRole.RS256));
    assertEquals("Vault is sealed", sealed.reason());
    assertTrue(sealed.remedy().contains("vault operator unseal"), sealed::remedy);

    proxy.breaksAll(Fault.answer(500, "{\"errors\":[\"deep secret\"]}"));
    assertFalse(fault(read("vouchsafe", KeyRole.RS256)).toString().contains("deep secret"));

    proxy.mend();
    good(read("vouchsafe", KeyRole.RS256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "<html>", "{\"data\":null}", "{\"data\":{\"type\":\"rsa-2048\"}}"})
  void halvesOfAnAnswerAreImplausible(String body) {
    proxy.breaks(path -> path.contains("/keys/"), Fault.answer(200, body));

    assertEquals(Cause.IMPLAUSIBLE, fault(read("vouchsafe", KeyRole.RS256)).cause());
  }

  private static void rewrites(UnaryOperator<String> change) {
    proxy.breaks(path -> path.contains("/keys/"), Fault.rewrite(change));
  }

  private static String jsonText(String text) {
    return text.replace("\n", "\\n");
  }

  private static KeyReading read(String prefix, KeyRole role) {
    return new TransitKeys(vault, SETTINGS, prefix, CLOCK).read(role);
  }

  private static void make(String name, String type, Map<String, ?> more) {
    VaultApi root = bao.root();
    Map<String, Object> body = new java.util.HashMap<>(more);
    body.put("type", type);
    root.write("transit/keys/" + name, body);
  }
}
