package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import java.io.ByteArrayOutputStream;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a real OpenBao says of a key that was imported (Vault API, "Import key"). */
class ImportedKeyTest {
  @RegisterExtension static final TransitBed BED = TransitBed.ofRoot();

  @Test
  void whetherAnImportedKeyMayRotateIsRead() throws Exception {
    assertFalse(imported("fixed", false).traits().mayRotate());
    assertTrue(imported("free", true).traits().mayRotate());
    assertTrue(read("vouchsafe").traits().mayRotate());
  }

  private static SigningKey imported(String prefix, boolean allowRotation) throws Exception {
    BED.bao()
        .root()
        .write(
            "transit/keys/" + prefix + "-es256/import",
            Map.of(
                "type",
                "ecdsa-p256",
                "allow_rotation",
                allowRotation,
                "ciphertext",
                wrapped(Keys.pair(SigningAlgorithm.ES256, 1).getPrivate().getEncoded())));
    return read(prefix);
  }

  private static SigningKey read(String prefix) {
    return VaultFixture.good(BED.reader(prefix).read(KeyRole.ES256));
  }

  /** The key under an AES key, which is under the wrapping key of Transit. */
  private static String wrapped(byte[] pkcs8) throws Exception {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    SecretKey ephemeral = generator.generateKey();
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        wrappingKey(),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
    kwp.init(Cipher.ENCRYPT_MODE, ephemeral);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(rsa.doFinal(ephemeral.getEncoded()));
    out.write(kwp.doFinal(pkcs8));
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static PublicKey wrappingKey() throws Exception {
    String pem = BED.bao().root().read("transit/wrapping_key").path("public_key").asText();
    return KeyFactory.getInstance("RSA")
        .generatePublic(
            new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
  }
}
