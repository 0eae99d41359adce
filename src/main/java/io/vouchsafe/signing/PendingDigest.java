package io.vouchsafe.signing;

import io.vouchsafe.token.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A digest that waits for its signature, and the thread that waits with it. */
final class PendingDigest {
  private final TransitPrivateKey key;
  private final byte[] digest;
  private final long since = System.nanoTime();
  private final CompletableFuture<byte[]> signature = new CompletableFuture<>();

  PendingDigest(TransitPrivateKey key, byte[] digest) {
    this.key = key;
    this.digest = digest;
  }

  TransitPrivateKey key() {
    return key;
  }

  /** Whose turn it takes. */
  String caller() {
    return key.caller();
  }

  /** How long it has waited, in nanoseconds, at {@code nanoTime} of {@link System#nanoTime}. */
  long waited(long nanoTime) {
    return nanoTime - since;
  }

  byte[] digest() {
    return digest;
  }

  /** Whether a thread still waits for the signature and its deadline has not passed. */
  boolean wanted() {
    return !abandoned() && !key.deadline().passed();
  }

  boolean abandoned() {
    return signature.isDone();
  }

  void signed(byte[] value) {
    signature.complete(value);
  }

  void failed(Problem problem) {
    signature.completeExceptionally(problem);
  }

  /**
   * Blocks until the deadline of the key's handle at most, or until that is cancelled. A digest
   * whose deadline has passed or was cancelled is not sent to Vault any more.
   *
   * @throws Problem why there is no signature
   */
  byte[] await() {
    try (var _ = key.deadline().onCancel(() -> failed(Problem.hungUp()))) {
      return get();
    }
  }

  private byte[] get() {
    try {
      return signature.get(key.deadline().remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      Problem late = key.deadline().cancelled() ? Problem.hungUp() : Problem.tooLate();
      failed(late);
      throw late;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem interrupted = SigningProblems.interrupted();
      failed(interrupted);
      throw interrupted;
    } catch (ExecutionException e) {
      throw (Problem) e.getCause();
    }
  }
}
