package io.vouchsafe.http.connection;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * Whether the private keys of a server belong to its certificates. Two files that are replaced one
 * after the other may be read in between.
 */
public final class KeyMatch {
  private static final byte[] ANYTHING = "Vouchsafe".getBytes(StandardCharsets.US_ASCII);

  /** How keys of a kind sign. */
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private KeyMatch() {}

  /** True where each of its keys signs what its certificate verifies. */
  public static boolean in(KeyManagerFactory keys) {
    return Arrays.stream(keys.getKeyManagers())
        .filter(X509KeyManager.class::isInstance)
        .map(X509KeyManager.class::cast)
        .flatMap(manager -> SIGNATURES.keySet().stream().flatMap(kind -> matches(manager, kind)))
        .allMatch(match -> match);
  }

  private static Stream<Boolean> matches(X509KeyManager manager, String kind) {
    String[] aliases = manager.getServerAliases(kind, null);
    return aliases == null
        ? Stream.empty()
        : Arrays.stream(aliases)
            .map(
                alias ->
                    match(manager.getPrivateKey(alias), manager.getCertificateChain(alias)[0]));
  }

  private static boolean match(PrivateKey key, X509Certificate certificate) {
    try {
      Signature signature = Signature.getInstance(SIGNATURES.get(kind(key)));
      signature.initSign(key);
      signature.update(ANYTHING);
      byte[] signed = signature.sign();
      signature.initVerify(certificate);
      signature.update(ANYTHING);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String kind(PrivateKey key) {
    return key.getAlgorithm().startsWith("Ed") ? "EdDSA" : key.getAlgorithm();
  }
}
