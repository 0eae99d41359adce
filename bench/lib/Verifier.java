import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether answers are what they should be: a benchmark of wrong answers is worth nothing. */
final class Verifier {
  /** What the bare calls to Transit sign. */
  static final byte[] SIGNED = "a token's header and claims".getBytes(StandardCharsets.US_ASCII);

  private final Map<String, PublicKey> keys = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private long verified;

  Verifier(String jwks) {
    for (var key : (List<?>) Json.at(Json.parse(jwks), "keys")) {
      keys.put(text(key, "kid"), publicKey(key));
    }
  }

  /** How many signatures it found good. */
  long verified() {
    return verified;
  }

  static String digest() {
    try {
      return Base64.getEncoder()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(SIGNED));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The answer to {@code GET /id-token}. */
  void token(byte[] body, String audience) {
    jwt(text(parsed(body), "value"), audience);
  }

  /** The answer to {@code POST /id-tokens} that asked for so many. */
  void tokens(byte[] body, String audience, int count) {
    var tokens = (Map<?, ?>) Json.at(parsed(body), "tokens");
    check(tokens.size() == count, "an answer has another number of tokens");
    tokens.values().forEach(token -> jwt(text(token, "value"), audience));
  }

  /** The answer of Transit to one input, or to so many. */
  void signatures(byte[] body, String algorithm, int count) {
    var data = Json.at(parsed(body), "data");
    if (count == 1) {
      signature(text(data, "signature"), algorithm);
      return;
    }
    var results = (List<?>) Json.at(data, "batch_results");
    check(results.size() == count, "Transit answered another number of signatures");
    results.forEach(result -> signature(text(result, "signature"), algorithm));
  }

  private void signature(String signature, String algorithm) {
    var key =
        keys.values().stream()
            .filter(one -> one instanceof ECPublicKey == algorithm.equals("ES256"))
            .findFirst()
            .orElseThrow();
    var name = algorithm.equals("ES256") ? "SHA256withECDSA" : "SHA256withRSA";
    verify(name, key, SIGNED, Base64.getDecoder().decode(signature.split(":", 3)[2]));
  }

  private void jwt(String jwt, String audience) {
    var parts = jwt.split("\\.", -1);
    var header = parsed(Base64.getUrlDecoder().decode(parts[0]));
    var claims = parsed(Base64.getUrlDecoder().decode(parts[1]));
    var algorithm = audience.equals(Service.ES256) ? "ES256" : "RS256";
    check(text(header, "alg").equals(algorithm), "a token has another algorithm");
    check(text(claims, "iss").equals(Service.ISSUER), "a token has another issuer");
    check(text(claims, "aud").equals(audience), "a token has another audience");
    check(seen.add(text(claims, "jti")), "two tokens have the same jti");
    verify(
        algorithm.equals("ES256") ? "SHA256withECDSAinP1363Format" : "SHA256withRSA",
        keys.get(text(header, "kid")),
        (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII),
        Base64.getUrlDecoder().decode(parts[2]));
  }

  private void verify(String algorithm, PublicKey key, byte[] signed, byte[] signature) {
    try {
      var check = Signature.getInstance(algorithm);
      check.initVerify(key);
      check.update(signed);
      check(check.verify(signature), "a signature does not verify");
      verified++;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a signature does not verify: " + e.getMessage(), e);
    }
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException("wrong answers, so nothing is measured: " + otherwise);
    }
  }

  private static Object parsed(byte[] json) {
    return Json.parse(new String(json, StandardCharsets.UTF_8));
  }

  private static String text(Object json, String name) {
    if (Json.at(json, name) instanceof String text) {
      return text;
    }
    throw new IllegalStateException("wrong answers, so nothing is measured: no " + name);
  }

  private static PublicKey publicKey(Object jwk) {
    try {
      if (text(jwk, "kty").equals("RSA")) {
        return KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
      }
      var curve = AlgorithmParameters.getInstance("EC");
      curve.init(new ECGenParameterSpec("secp256r1"));
      return KeyFactory.getInstance("EC")
          .generatePublic(
              new ECPublicKeySpec(
                  new ECPoint(number(jwk, "x"), number(jwk, "y")),
                  curve.getParameterSpec(ECParameterSpec.class)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BigInteger number(Object jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text(jwk, name)));
  }
}
