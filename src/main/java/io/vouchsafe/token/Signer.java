package io.vouchsafe.token;

import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Signs prepared tokens: Vault does the mathematics. */
@FunctionalInterface
public interface Signer {
  /**
   * Blocks until the token is signed, at most until the handle's deadline.
   *
   * @return the JWS in compact serialization (RFC 7515, 7.1), signed under exactly the key version
   *     that the token pins
   * @throws Problem of kind UNAVAILABLE if no answer came in time, WRONG_ANSWER if it was not for
   *     this token, VERSION_REFUSED if Vault does not sign with the version
   */
  String sign(SigningHandle handle);

  /**
   * The regions whose Vaults may be asked to sign now, the one to ask first at the beginning; home
   * alone where there are no others. Answers at once, from memory.
   */
  default List<Region> order() {
    return List.of(Region.HOME);
  }

  /** A token that was signed in {@code region} does not verify: who signed it is to be doubted. */
  default void mismatched(Region region) {}

  /**
   * Places for tokens that come together and are signed together: none of them before each place
   * was used or closed. So each place belongs to a thread of its own.
   *
   * @param tokens how many, at least one
   */
  default List<Place> places(int tokens) {
    return Collections.nCopies(tokens, this::sign);
  }

  /**
   * How many tokens are signed at once under one key.
   *
   * @param batch the most in one call to Vault
   * @param calls the most calls side by side
   */
  record Width(int batch, int calls) {
    /** The most tokens in all calls. */
    public int tokens() {
      return batch * calls;
    }
  }

  /** How many tokens are signed at once under a key of {@code algorithm}. */
  default Width width(SigningAlgorithm algorithm) {
    return new Width(1, 1);
  }

  /**
   * Whether a token of {@code caller} that came now would be refused, since too many wait already
   * and no other caller has more of them waiting. Answers at once, from memory.
   *
   * @param patience how long the caller waits
   */
  default boolean full(SigningChoice.Ready key, String caller, Duration patience) {
    return false;
  }

  /** The right of one token to be signed together with others. */
  @FunctionalInterface
  interface Place extends AutoCloseable {
    /** As {@link Signer#sign}; at most once. */
    String sign(SigningHandle handle);

    /** Gives the place up, if it was not used. */
    @Override
    default void close() {}
  }
}
