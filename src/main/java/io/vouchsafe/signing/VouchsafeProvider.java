package io.vouchsafe.signing;

import io.vouchsafe.key.SigningAlgorithm;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * The JCA provider of SHA256withRSA and SHA256withECDSA with Transit keys. It offers nothing for
 * other keys, so that code which signs or verifies with them is not affected.
 */
final class VouchsafeProvider extends Provider {
  private static final long serialVersionUID = 1L;
  static final String NAME = "Vouchsafe";

  private VouchsafeProvider() {
    super(NAME, "1", "Signs with keys that stay in Vault's Transit engine");
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      putService(new TransitService(this, algorithm));
    }
  }

  /**
   * Registers the provider, after all others. It must be called at run time: a native image loses
   * what a static initialiser registers. Further calls change nothing.
   */
  static synchronized void install() {
    Provider installed = Security.getProvider(NAME);
    if (installed instanceof VouchsafeProvider) {
      return;
    }
    if (installed != null) {
      Security.removeProvider(NAME);
    }
    Security.addProvider(new VouchsafeProvider());
  }

  private static final class TransitService extends Service {
    private final SigningAlgorithm algorithm;

    TransitService(Provider provider, SigningAlgorithm algorithm) {
      super(
          provider,
          "Signature",
          algorithm.jcaName(),
          TransitSignature.class.getName(),
          List.of(),
          Map.of());
      this.algorithm = algorithm;
    }

    @Override
    public Object newInstance(Object constructorParameter) throws NoSuchAlgorithmException {
      return new TransitSignature(algorithm);
    }

    @Override
    public boolean supportsParameter(Object parameter) {
      return parameter instanceof TransitPrivateKey key && key.signingAlgorithm() == algorithm;
    }
  }
}
