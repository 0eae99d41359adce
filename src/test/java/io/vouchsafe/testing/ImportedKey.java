package io.vouchsafe.testing;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
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

/**
 * A private key on its way into Transit (Vault API, "Import key"). It can be imported under any
 * number of names, each of which takes Vault a few milliseconds, where making an RSA key takes it a
 * tenth of a second.
 *
 * @param type as Transit calls it
 * @param ciphertext the key, wrapped for one Transit engine
 */
public record ImportedKey(String type, String ciphertext) {
  /** Wraps {@code key} for the engine at {@code transit/}. */
  public static ImportedKey of(VaultApi root, String type, PrivateKey key) {
    try {
      return new ImportedKey(type, wrapped(root, key.getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes a Transit key of it. */
  public void make(VaultApi root, String name, boolean allowRotation) {
    root.write(
        "transit/keys/" + name + "/import",
        Map.of("type", type, "allow_rotation", allowRotation, "ciphertext", ciphertext));
  }

  /** The key under an AES key, which is under the wrapping key of Transit. */
  private static String wrapped(VaultApi root, byte[] pkcs8) throws GeneralSecurityException {
    KeyGenerator generator = KeyGenerator.getInstance("AES");
    generator.init(256);
    SecretKey ephemeral = generator.generateKey();
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        wrappingKey(root),
        new OAEPParameterSpec(
            "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
    Cipher kwp = Cipher.getInstance("AES/KWP/NoPadding");
    kwp.init(Cipher.ENCRYPT_MODE, ephemeral);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(rsa.doFinal(ephemeral.getEncoded()));
    out.writeBytes(kwp.doFinal(pkcs8));
    return Base64.getEncoder().encodeToString(out.toByteArray());
  }

  private static PublicKey wrappingKey(VaultApi root) throws GeneralSecurityException {
    String pem = root.read("transit/wrapping_key").path("public_key").asText();
    return KeyFactory.getInstance("RSA")
        .generatePublic(
            new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""))));
  }
}
