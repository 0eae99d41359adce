package io.vouchsafe.transit;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.VaultFixture.CLOCK;
import static io.vouchsafe.testing.VaultFixture.SETTINGS;
import static io.vouchsafe.testing.VaultFixture.fault;
import static io.vouchsafe.testing.VaultFixture.good;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyFault.Cause;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.VaultAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that cannot be read: the cause, and what the operator has to do. */
class TransitKeyFaultsTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofRoot();

  @Test
  void saysHowToMakeAKeyThatIsMissing() {
    KeyFault fault = fault(read("nobody", KeyRole.RS256));

    assertEquals(Cause.MISSING, fault.cause());
    assertTrue(fault.remedy().contains("vault/setup --key-prefix nobody"), fault::remedy);
    assertEquals("nobody-rs256", fault.keyName());
  }

  @Test
  void saysThatTheMountIsMissing() {
    TransitSettings elsewhere = new TransitSettings(SetupCommand.of("elsewhere"), SETTINGS.calls());

    KeyFault fault =
        fault(new TransitKeys(bed.vault(), elsewhere, "vouchsafe", CLOCK).read(KeyRole.RS256));

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

  @ParameterizedTest
  @CsvSource({"true, vouchsafe, NEW", "false, nobody, nobody"})
  void noRemedyLosesThePlaceOfRevokedGrants(boolean exportable, String prefix, String prepared) {
    SetupCommand revoking = new SetupCommand("transit", Optional.of("revoked"));
    TransitSettings settings = new TransitSettings(revoking, SETTINGS.calls());
    IssuerKeys keys = VaultFixture.keys(new TransitKeys(bed.vault(), settings, prefix, CLOCK));
    rewrites(body -> body.replace("\"exportable\":false", "\"exportable\":" + exportable));

    keys.refresh();
    bed.proxy().mend();

    String command = "vault/setup --key-prefix " + prepared + " --revocation-mount revoked";
    assertTrue(keys.faults().getFirst().remedy().contains(command), keys.faults()::toString);
  }

  @Test
  void refusesTypesThatNobodyKnowsYet() {
    rewrites(body -> body.replace("\"rsa-2048\"", "\"external-key\""));

    assertEquals(Cause.UNFIT, fault(read("vouchsafe", KeyRole.RS256)).cause());
  }

  @Test
  void namesThePolicyLineThatIsMissing() {
    String token = bed.bao().tokenWith("default");
    try (VaultAccess powerless = bed.access(token)) {
      KeyFault fault =
          fault(new TransitKeys(powerless, SETTINGS, "vouchsafe", CLOCK).read(KeyRole.GRANT));

      assertEquals(Cause.DENIED, fault.cause());
      assertTrue(fault.remedy().contains("\"transit/keys/vouchsafe-grant\""), fault::remedy);
      assertTrue(fault.reason().contains("the token is not valid, or its policy"), fault::reason);
    }
  }

  @Test
  void anOutageIsNamedAndEndsByItself() {
    bed.proxy().down();
    assertEquals(Cause.UNREACHABLE, fault(read("vouchsafe", KeyRole.RS256)).cause());

    bed.proxy().up();
    bed.proxy().breaksAll(Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));
    eventually(
        "an end of the connections that broke",
        () -> !fault(read("vouchsafe", KeyRole.RS256)).reason().contains("connection broke"));
    KeyFault sealed = fault(read("vouchsafe", KeyRole.RS256));
    assertEquals("Vault is sealed", sealed.reason());
    assertTrue(sealed.remedy().contains("vault operator unseal"), sealed::remedy);

    bed.proxy().breaksAll(Fault.answer(500, "{\"errors\":[\"deep secret\"]}"));
    assertFalse(fault(read("vouchsafe", KeyRole.RS256)).toString().contains("deep secret"));

    bed.proxy().mend();
    good(read("vouchsafe", KeyRole.RS256));
  }

  private static void rewrites(UnaryOperator<String> change) {
    bed.proxy().breaks(path -> path.contains("/keys/"), Fault.rewrite(change));
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
