package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search that the suite's logs go through finds what it is there for. */
class SecretSearchTest {
  private static final String VAULT_TOKEN = "s.CAESIGnotARealOneOfCourse0123456789";
  private static SignedJWT rsa;
  private static SignedJWT ec;
  @TempDir Path folder;

  @BeforeAll
  static void sign() throws JOSEException {
    rsa = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), claims());
    rsa.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
    ec = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), claims());
    ec.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
  }

  private static JWTClaimsSet claims() {
    return new JWTClaimsSet.Builder().subject("a").build();
  }

  private List<String> search(String... lines) throws IOException {
    Path log = Files.write(folder.resolve("some.log"), List.of(lines));
    return SecretSearch.of(List.of(rsa.serialize(), ec.serialize(), VAULT_TOKEN)).in(log).stream()
        .map(place -> place.substring(place.lastIndexOf('/') + 1))
        .toList();
  }

  @Test
  void findsWholeSecretsAndSaysWhere() throws IOException {
    assertEquals(
        List.of("some.log:2", "some.log:3", "some.log:4"),
        search(
            "nothing here",
            "Bearer " + rsa.serialize(),
            "x" + ec.serialize() + "y",
            "X-Vault-Token=" + VAULT_TOKEN,
            "jti=" + rsa.getPayload()));
  }

  @Test
  void findsSignaturesByThemselvesInBothForms() throws Exception {
    assertEquals(
        List.of("some.log:1", "some.log:2", "some.log:3", "some.log:4"),
        search(
            rsa.getSignature().toString(),
            "sig:" + ec.getSignature(),
            "vault:v1:" + Base64.getEncoder().encodeToString(rsa.getSignature().decode()),
            "{\"signature\":\"vault:v1:"
                + Base64.getEncoder()
                    .encodeToString(ECDSA.transcodeSignatureToDER(ec.getSignature().decode()))
                + "\"}"));
  }

  @Test
  void leavesWhatIsNoSecret() throws IOException {
    String token = rsa.serialize();
    assertEquals(
        List.of(),
        search(
            token.substring(0, token.lastIndexOf('.')),
            VAULT_TOKEN.substring(1),
            rsa.getSignature().toString().substring(0, 40)));
  }
}
