package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The provider is there for Transit keys and nobody else. */
class VouchsafeProviderTest {

  @Test
  void isRegisteredOnceAndLast() {
    VouchsafeProvider.install();
    Provider first = Security.getProvider("Vouchsafe");
    VouchsafeProvider.install();

    assertSame(first, Security.getProvider("Vouchsafe"));
    assertSame(first, Arrays.asList(Security.getProviders()).getLast());
  }

  @Test
  void leavesOtherKeysToTheirProviders() throws Exception {
    VouchsafeProvider.install();
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();

    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update((byte) 1);
    byte[] signed = signature.sign();
    signature.initVerify(pair.getPublic());
    signature.update((byte) 1);

    assertTrue(signature.verify(signed));
    assertEquals("SunRsaSign", signature.getProvider().getName());
    Signature ours = Signature.getInstance("SHA256withRSA", "Vouchsafe");
    assertThrows(InvalidKeyException.class, () -> ours.initSign(pair.getPrivate()));
  }
}
