package io.vouchsafe.transit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.VaultFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody holds the rotator's login and rotates a key of a real OpenBao as fast as he can. */
@Tag("slow")
class RotationFloodTest {
  private static final int ROTATIONS = 300;
  private static final String KEY = "vouchsafe-es256";

  @RegisterExtension static final TransitBed BED = TransitBed.ofSigner();

  @Test
  void theJwksStaysSmallAndEveryTokenVerifies() throws Exception {
    TransitBed.Signing signing = BED.signing();
    IssuerKeys keys = signing.keys();
    VaultApi attacker = BED.bao().as(BED.bao().tokenWith("vouchsafe-rotator"));
    int most = keys.policy(KeyRole.ES256).mostPublished().orElseThrow();
    List<SignedJWT> tokens = new ArrayList<>();
    for (int i = 1; i <= ROTATIONS; i++) {
      attacker.write("transit/keys/" + KEY + "/rotate", Map.of());
      if (i % 25 == 0) {
        assertTrue(keys.refresh(), () -> keys.faults().toString());
        tokens.add(token(signing));
        assertTrue(jwks(keys).getKeys().size() <= 1 + most);
      }
    }

    SigningKey read = keys.ring().key(KeyRole.ES256).orElseThrow();
    assertEquals(1 + ROTATIONS, read.versions().size());
    JWKSet jwks = jwks(keys);
    String json = JwkSet.of(keys, List.of(), VaultFixture.CLOCK.instant()).json();
    assertTrue(json.length() < 5_000, () -> json.length() + " octets of JWKS");
    assertEquals(ROTATIONS / 25, tokens.size());
    for (SignedJWT token : tokens) {
      var key = jwks.getKeyByKeyId(token.getHeader().getKeyID());
      assertTrue(token.verify(new ECDSAVerifier(key.toECKey())));
    }
    assertFalse(keys.published(KeyRole.ES256, VaultFixture.CLOCK.instant()).isEmpty());
  }

  private static SignedJWT token(TransitBed.Signing signing) throws Exception {
    return SignedJWT.parse(
        VaultFixture.issuance(signing.keys(), signing.signer())
            .sign(
                signing.prepare(SigningAlgorithm.ES256),
                "test",
                Deadline.in(Duration.ofSeconds(30)))
            .value());
  }

  private static JWKSet jwks(IssuerKeys keys) throws Exception {
    return JWKSet.parse(JwkSet.of(keys, List.of(), VaultFixture.CLOCK.instant()).json());
  }
}
