package io.vouchsafe.token;

import io.vouchsafe.key.KeyRole;
import java.util.function.Supplier;

/**
 * Is told how each token and each grant of one issuer ended, and how long its steps took. Called on
 * the thread that makes the token, so it must not wait. A listener implements only what it needs.
 */
public interface TokenEvents {
  /** Nobody listens. */
  TokenEvents NONE = new TokenEvents() {};

  /** How the request for one token ended. */
  enum Result {
    ISSUED,
    /** The caller's fault: it asked for what it may not have. */
    REFUSED,
    /** Vault's fault, or ours. */
    FAILED,
    /** The caller left before. */
    HUNG_UP;

    static Result of(Problem problem) {
      if (problem.isHungUp()) {
        return HUNG_UP;
      }
      return switch (problem.kind()) {
        case INVALID_REQUEST, NO_CREDENTIALS, INVALID_CREDENTIALS, FORBIDDEN -> REFUSED;
        case INTERNAL, NO_ROOM, VERSION_REFUSED, WRONG_ANSWER, UNAVAILABLE -> FAILED;
      };
    }
  }

  /** A step on the way of a token that is issued. */
  enum Stage {
    /** What the token may be, by the {@link IssuancePolicy}. */
    DECIDE,
    /** Both records of the audit trail. */
    AUDIT,
    /** In the queue of its lane, until its call to Vault begins. */
    QUEUE,
    /** The call to Vault that signs it. */
    SIGN,
    /** The {@link ReleaseCheck}. */
    VERIFY
  }

  /**
   * The request for one token ended, whether it came alone or in a list.
   *
   * @param role of the key that signs it; {@link KeyRole#GRANT} for a grant
   */
  default void ended(KeyRole role, Result result) {}

  /** A step took so long. */
  default void took(Stage stage, KeyRole role, long nanos) {}

  /** Tells {@code first} and then {@code second}. */
  static TokenEvents both(TokenEvents first, TokenEvents second) {
    return new TokenEvents() {
      @Override
      public void ended(KeyRole role, Result result) {
        first.ended(role, result);
        second.ended(role, result);
      }

      @Override
      public void took(Stage stage, KeyRole role, long nanos) {
        first.took(stage, role, nanos);
        second.took(stage, role, nanos);
      }
    };
  }

  /** Makes one token, and tells how that ended. */
  static <T> T watch(TokenEvents events, KeyRole role, Supplier<T> making) {
    Result result = Result.FAILED;
    try {
      T made = making.get();
      result = Result.ISSUED;
      return made;
    } catch (Problem problem) {
      result = Result.of(problem);
      throw problem;
    } finally {
      events.ended(role, result);
    }
  }
}
