package io.vouchsafe.testing;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes the keys of many organisations quickly: Vault makes their ECDSA keys, and one RSA key is
 * imported for all of them.
 */
public final class OrganisationKeys {
  private static final int AT_ONCE = 8;
  private static final int BITS = 2048;
  private static final String EC = "ecdsa-p256";

  private final VaultApi root;
  private final String prefix;
  private final ImportedKey rsa;

  /**
   * @param prefix what the names of all their keys begin with
   */
  public OrganisationKeys(VaultApi root, String prefix) {
    this.root = root;
    this.prefix = prefix;
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      this.rsa = ImportedKey.of(root, "rsa-2048", generator.generateKeyPair().getPrivate());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Makes the keys of all of them, side by side; returns when they are made. */
  public void make(Collection<String> orgs) {
    try (ExecutorService makers = Executors.newFixedThreadPool(AT_ONCE)) {
      List<Future<?>> made = new ArrayList<>();
      orgs.forEach(org -> made.add(makers.submit(() -> make(org))));
      for (Future<?> each : made) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void make(String org) {
    rsa.make(root, prefix + org + "-rs256", true);
    for (String suffix : List.of("-es256", "-grant")) {
      root.write("transit/keys/" + prefix + org + suffix, Map.of("type", EC));
    }
  }
}
