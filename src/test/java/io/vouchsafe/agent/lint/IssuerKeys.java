package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;

/** The documents of an issuer whom nobody refuses, and keys for them. */
final class IssuerKeys {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectNode RSA = rsa(2048);
  private static final ObjectNode EC = ec(Curve.P_256, JWSAlgorithm.ES256);

  private IssuerKeys() {}

  static ObjectNode discovery(String issuer) {
    ObjectNode discovery = JSON.createObjectNode();
    discovery.put("issuer", issuer);
    discovery.put("jwks_uri", issuer + IssuerServer.JWKS);
    discovery.putArray("response_types_supported").add("id_token");
    discovery.putArray("subject_types_supported").add("public");
    discovery.putArray("id_token_signing_alg_values_supported").add("RS256").add("ES256");
    List.of("iss", "sub", "aud", "exp", "iat", "jti")
        .forEach(discovery.putArray("claims_supported")::add);
    return discovery;
  }

  /** A JWKS with an RSA key and after it one of P-256. */
  static ObjectNode twoKeys() {
    ObjectNode jwks = JSON.createObjectNode();
    jwks.putArray("keys").add(RSA.deepCopy()).add(EC.deepCopy());
    return jwks;
  }

  /** As many RSA keys, each with a kid of its own. */
  static ObjectNode many(int number) {
    ObjectNode jwks = JSON.createObjectNode();
    for (int key = 0; key < number; key++) {
      jwks.withArray("keys").add(RSA.deepCopy().put("kid", "key-" + key));
    }
    return jwks;
  }

  static ObjectNode rsa(int bits) {
    try {
      return shown(
          new RSAKeyGenerator(bits, true)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(JWSAlgorithm.RS256)
              .keyIDFromThumbprint(true)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  static ObjectNode ec(Curve curve, JWSAlgorithm algorithm) {
    try {
      return shown(
          new ECKeyGenerator(curve)
              .keyUse(KeyUse.SIGNATURE)
              .algorithm(algorithm)
              .keyIDFromThumbprint(true)
              .generate());
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode shown(JWK key) {
    try {
      return (ObjectNode) JSON.readTree(key.toPublicJWK().toJSONString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number of a JWK with a zero octet before it. */
  static String padded(String number) {
    byte[] octets = Base64.getUrlDecoder().decode(number);
    byte[] padded = new byte[octets.length + 1];
    System.arraycopy(octets, 0, padded, 1, octets.length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(padded);
  }

  /** An odd number of as many bits. */
  static String number(int bits) {
    byte[] octets = new byte[bits / 8];
    octets[0] = (byte) 0x80;
    octets[octets.length - 1] = 1;
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }
}
