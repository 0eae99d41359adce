import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The benchmark's broker, which is its own trusted issuer. */
record Broker(KeyPair keys, Path jwksFile) {
  static final String ISSUER = "https://broker.bench.example";
  static final String AUDIENCE = "bench";
  static final String SUBJECT = "broker";

  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Makes its key and writes its JWKS. */
  static Broker in(Path folder) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      var keys = generator.generateKeyPair();
      var point = ((ECPublicKey) keys.getPublic()).getW();
      var file = folder.resolve("broker-jwks.json");
      var key =
          Map.of(
              "kty", "EC",
              "crv", "P-256",
              "use", "sig",
              "alg", "ES256",
              "kid", "bench",
              "x", coordinate(point.getAffineX()),
              "y", coordinate(point.getAffineY()));
      Workshop.write(file, Json.write(Map.of("keys", List.of(key))));
      return new Broker(keys, file);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Good for ten minutes. */
  String proof() {
    var now = Instant.now();
    var signed =
        encoded(Map.of("alg", "ES256", "kid", "bench"))
            + "."
            + encoded(
                Map.of(
                    "iss", ISSUER,
                    "aud", AUDIENCE,
                    "sub", SUBJECT,
                    "iat", now.getEpochSecond(),
                    "exp", now.plus(Duration.ofMinutes(10)).getEpochSecond()));
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      return signed + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(Map<String, ?> json) {
    return BASE64.encodeToString(Json.write(json).getBytes(StandardCharsets.UTF_8));
  }

  private static String coordinate(BigInteger value) {
    var octets = new byte[32];
    var raw = value.toByteArray();
    int length = Math.min(raw.length, octets.length);
    System.arraycopy(raw, raw.length - length, octets, octets.length - length, length);
    return BASE64.encodeToString(octets);
  }
}
