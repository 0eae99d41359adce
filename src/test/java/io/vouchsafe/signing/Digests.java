package io.vouchsafe.signing;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.SigningHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;

/** Digests that wait for a signature, without a Vault. */
final class Digests {
  private static final AtomicReference<IssuerKeys> KEYS = new AtomicReference<>();

  private Digests() {}

  private static IssuerKeys keys() {
    IssuerKeys known = KEYS.get();
    if (known != null) {
      return known;
    }
    Instant now = VaultFixture.CLOCK.instant();
    IssuerKeys keys =
        VaultFixture.keys(
            role -> new KeyReading.Good(Keys.key(role, 1, 0, now, now), Optional.empty()));
    keys.refresh();
    KEYS.set(keys);
    return keys;
  }

  static PendingDigest pending(Duration deadline) {
    return pending("test", Deadline.in(deadline));
  }

  static PendingDigest pending(String caller, Deadline deadline) {
    PreparedToken token =
        VaultFixture.issuance(keys(), handle -> "")
            .prepare(VaultFixture.shape(SigningAlgorithm.ES256));
    SigningHandle handle = VaultFixture.handle(keys(), token, caller, deadline);
    return new PendingDigest(
        new TransitPrivateKey(
            handle,
            (key, digest) -> {
              throw new IllegalStateException("nobody signs here");
            }),
        some());
  }

  /** 32 octets that were never seen before. */
  static byte[] some() {
    byte[] digest = new byte[32];
    ThreadLocalRandom.current().nextBytes(digest);
    return digest;
  }
}
