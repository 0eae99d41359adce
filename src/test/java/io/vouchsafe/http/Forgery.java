package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.vouchsafe.testing.Stage;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes JWTs that differ in one thing from good ones. */
final class Forgery {
  private static final ObjectMapper JSON = new ObjectMapper();

  static final RSAKey RSA = rsaKey();
  static final ECKey P256 = ecKey(Curve.P_256);
  static final ECKey P384 = ecKey(Curve.P_384);

  private Forgery() {}

  static RSAKey rsaKey() {
    try {
      return new RSAKeyGenerator(2048).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ECKey ecKey(Curve curve) {
    try {
      return new ECKeyGenerator(curve).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signs {@code header.payload}; a signature in base64url. */
  interface Signature {
    String over(String header, byte[] signingInput) throws JOSEException, java.text.ParseException;
  }

  static Signature with(JWSSigner signer) {
    return (header, input) -> signer.sign(JWSHeader.parse(header), input).toString();
  }

  static Signature rsa(RSAKey key) {
    try {
      return with(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Signature ec(ECKey key) {
    try {
      return with(new ECDSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static Signature mac(byte[] secret) {
    try {
      return with(new MACSigner(secret));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String resigned(String jwt, JWSAlgorithm alg, Signature signature) {
    return resigned(jwt, alg, signature, header -> {});
  }

  static String resigned(
      String jwt, JWSAlgorithm alg, Signature signature, Consumer<Map<String, Object>> change) {
    Map<String, Object> header = json(text(jwt, 0));
    header.put("alg", alg.getName());
    change.accept(header);
    return signed(json(header), text(jwt, 1), signature);
  }

  static String signed(String header, String payload, Signature signature) {
    String input = segment(header) + "." + segment(payload);
    try {
      return input + "." + signature.over(header, input.getBytes(US_ASCII));
    } catch (JOSEException | java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The shared grant with its header changed and its signature as it was. */
  static Function<Scene, String> reheaded(Consumer<Map<String, Object>> change) {
    return scene -> reheaded(scene.grant(), change);
  }

  static Function<Scene, String> reheaded(
      java.util.function.BiConsumer<Scene, Map<String, Object>> change) {
    return scene -> reheaded(scene.grant(), header -> change.accept(scene, header));
  }

  static String reheaded(String jwt, Consumer<Map<String, Object>> change) {
    Map<String, Object> header = json(text(jwt, 0));
    change.accept(header);
    return segment(json(header)) + jwt.substring(jwt.indexOf('.'));
  }

  /** The shared grant with its claims changed, signed again with the real grant key. */
  static Function<Scene, String> regrant(Consumer<Map<String, Object>> change) {
    return scene -> {
      Map<String, Object> claims = claims(scene);
      change.accept(claims);
      String kid = (String) json(text(scene.grant(), 0)).get("kid");
      return signedByVault(scene, "vouchsafe-grant", kid, header(scene.grant(), kid), claims);
    };
  }

  /** The shared grant with its header changed, signed again with the real grant key. */
  static Function<Scene, String> regrantWith(Consumer<Map<String, Object>> change) {
    return scene -> {
      String kid = (String) json(text(scene.grant(), 0)).get("kid");
      Map<String, Object> header = header(scene.grant(), kid);
      change.accept(header);
      return signedByVault(scene, "vouchsafe-grant", kid, header, claims(scene));
    };
  }

  static Map<String, Object> claims(Scene scene) {
    return json(text(scene.grant(), 1));
  }

  static Map<String, Object> header(String jwt, String kid) {
    Map<String, Object> header = json(text(jwt, 0));
    header.put("kid", kid);
    return header;
  }

  static String signedByVault(
      Scene scene, String key, String kid, Map<String, Object> header, Map<String, Object> claims) {
    String input = segment(json(header)) + "." + segment(json(claims));
    String signature =
        scene
            .stage()
            .bao()
            .root()
            .write(
                "transit/sign/" + key,
                Map.of(
                    "input",
                    Base64.getEncoder().encodeToString(input.getBytes(US_ASCII)),
                    "hash_algorithm",
                    "sha2-256",
                    "prehashed",
                    false,
                    "marshaling_algorithm",
                    "jws",
                    "key_version",
                    versionOf(scene, key, kid)))
            .at("/data/signature")
            .asText();
    return input + "." + signature.substring(signature.lastIndexOf(':') + 1);
  }

  static int versionOf(Scene scene, String key, String kid) {
    return scene.stage().bao().key(key).path("keys").properties().stream()
        .filter(version -> thumbprint(version.getValue()).equals(kid))
        .map(version -> Integer.parseInt(version.getKey()))
        .findFirst()
        .orElseThrow();
  }

  static String thumbprint(JsonNode version) {
    try {
      byte[] der =
          Base64.getMimeDecoder()
              .decode(version.path("public_key").asText().replaceAll("-----.*?-----", ""));
      ECPublicKey key =
          (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
      return new ECKey.Builder(Curve.P_256, key).build().computeThumbprint().toString();
    } catch (GeneralSecurityException | JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String grantKeyPem(Scene scene) {
    return scene.stage().bao().key("vouchsafe-grant").at("/keys/1/public_key").asText();
  }

  static byte[] publicPem(Stage stage) {
    try {
      return ("-----BEGIN PUBLIC KEY-----\n"
              + Base64.getMimeEncoder()
                  .encodeToString(stage.proofKey().toRSAPublicKey().getEncoded())
              + "\n-----END PUBLIC KEY-----\n")
          .getBytes(US_ASCII);
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static String identityKid(Scene scene) {
    for (JsonNode jwk : scene.client().get("/.well-known/jwks.json").body().path("keys")) {
      if (jwk.path("alg").asText().equals("ES256")) {
        return jwk.path("kid").asText();
      }
    }
    throw new AssertionError("no ES256 key is published");
  }

  static String segment(String text) {
    return Base64URL.encode(text).toString();
  }

  static String text(String jwt, int segment) {
    return new Base64URL(jwt.split("\\.", -1)[segment]).decodeToString();
  }

  static String unsigned(String jwt) {
    return jwt.substring(0, jwt.lastIndexOf('.') + 1);
  }

  /** One character in the middle of a segment is another one. */
  static String changed(String jwt, int segment) {
    String[] segments = jwt.split("\\.", -1);
    StringBuilder other = new StringBuilder(segments[segment]);
    int middle = other.length() / 2;
    other.setCharAt(middle, other.charAt(middle) == 'A' ? 'B' : 'A');
    segments[segment] = other.toString();
    return String.join(".", segments);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> json(String text) {
    try {
      return JSON.readValue(text.getBytes(UTF_8), LinkedHashMap.class);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
