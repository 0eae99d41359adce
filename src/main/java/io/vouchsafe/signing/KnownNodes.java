package io.vouchsafe.signing;

import io.vouchsafe.key.Kid;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultPost;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The nodes of Vault that have shown, under which key versions, that they sign with the keys that
 * Vault's address lists. A node of another Vault signs in the right form too, and of ES256 tokens
 * only a sample is verified. Safe for many threads.
 */
final class KnownNodes {
  private static final int MOST = 10_000;

  private record Shown(VaultPost node, Kid kid) {}

  private final Set<Shown> shown = ConcurrentHashMap.newKeySet();

  /** Whether the node has shown a signature of the key version. */
  boolean signs(VaultPost node, SigningCall.Target key) {
    return shown.contains(new Shown(node, key.version().kid()));
  }

  /**
   * Looks at the node's signature of {@link SigningProbe#ITEM}; nothing is known of a node that
   * refuses the version.
   *
   * @throws VaultFailure of kind GARBLED if it is another key's
   */
  void check(VaultPost node, SigningCall.Target key, Optional<byte[]> signature) {
    if (signature.isEmpty()) {
      return;
    }
    if (!SigningProbe.verifies(key, signature.get())) {
      throw new VaultFailure(
          VaultFailure.Kind.GARBLED,
          "it signs with another key than %s of Vault's address; is it a node of another Vault?"
              .formatted(key.keyName()));
    }
    if (shown.size() >= MOST) {
      forget();
    }
    shown.add(new Shown(node, key.version().kid()));
  }

  /** From now on every node has to show it again. */
  void forget() {
    shown.clear();
  }
}
