package io.vouchsafe.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.text.ParseException;
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

  private final String jwks;
  private final String issuer;

  /** The published keys, by algorithm. */
  private final Map<String, PublicKey> keys = new HashMap<>();

  private final Set<String> seen = new HashSet<>();
  private long verified;

  Verifier(String jwks) {
    this(jwks, Service.ISSUER);
  }

  /** Of the tokens of another issuer. */
  Verifier(String jwks, String issuer) {
    this.jwks = jwks;
    this.issuer = issuer;
    try {
      for (JWK key : JWKSet.parse(jwks).getKeys()) {
        keys.put(
            key.getAlgorithm().getName(),
            key instanceof ECKey ec ? ec.toECPublicKey() : key.toRSAKey().toRSAPublicKey());
      }
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException(e);
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
    jwt(text(json(body), "value"), audience);
  }

  /** The answer to {@code POST /token}. */
  void exchanged(byte[] body, String audience) {
    jwt(text(json(body), "access_token"), audience);
  }

  /** The answer to {@code POST /id-tokens} that asked for so many. */
  void tokens(byte[] body, String audience, int count) {
    JsonNode tokens = json(body).path("tokens");
    check(tokens.size() == count, "an answer has another number of tokens");
    tokens.forEach(token -> jwt(text(token, "value"), audience));
  }

  /** The answer of Transit to one input, or to so many. */
  void signatures(byte[] body, String algorithm, int count) {
    JsonNode data = json(body).path("data");
    JsonNode results = data.path("batch_results");
    check(results.size() == count, "Transit answered another number of signatures");
    results.forEach(result -> signature(text(result, "signature"), algorithm));
  }

  private void signature(String signature, String algorithm) {
    try {
      Signature check =
          Signature.getInstance(algorithm.equals("ES256") ? "SHA256withECDSA" : "SHA256withRSA");
      check.initVerify(keys.get(algorithm));
      check.update(SIGNED);
      check(
          check.verify(Base64.getDecoder().decode(signature.split(":", 3)[2])),
          "a signature does not verify");
      verified++;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a signature does not verify: " + e.getMessage(), e);
    }
  }

  private void jwt(String token, String audience) {
    try {
      SignedJWT jwt = Tokens.verifiedBy(jwks, token);
      JWTClaimsSet claims = jwt.getJWTClaimsSet();
      String algorithm = audience.equals(Service.ES256) ? "ES256" : "RS256";
      check(
          jwt.getHeader().getAlgorithm().getName().equals(algorithm),
          "a token has another algorithm");
      check(claims.getIssuer().equals(issuer), "a token has another issuer");
      check(claims.getAudience().equals(List.of(audience)), "a token has another audience");
      check(seen.add(claims.getJWTID()), "two tokens have the same jti");
      verified++;
    } catch (ParseException | AssertionError e) {
      throw new IllegalStateException("wrong answers, so nothing is measured: " + e, e);
    }
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalStateException("wrong answers, so nothing is measured: " + otherwise);
    }
  }

  static JsonNode json(byte[] body) {
    try {
      return Http.JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(JsonNode json, String name) {
    check(json.path(name).isTextual(), "no " + name);
    return json.path(name).asText();
  }
}
