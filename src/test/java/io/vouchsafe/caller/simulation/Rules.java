package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.util.Optional;

/** What decides: the production classes, unless a test shows what happens with something worse. */
interface Rules {
  Rules PRODUCTION = new Rules() {};

  /** The revoked grants as one instance knows them. */
  interface Known {
    boolean refresh(Region region);

    void revokeGrant(Broker broker, String id);

    void revokeSubject(Broker broker, String sub);

    /** Throws what {@link Grants} throws where {@link #production} is empty. */
    default void check(Ledger.Grant grant) {}

    default Optional<Revocations> production() {
      return Optional.empty();
    }
  }

  default Known known(Instance instance) {
    return new ProductionRules(instance.revocations());
  }

  /** How much too early the rotator removes entries. */
  default Duration removesEarly() {
    return Duration.ZERO;
  }

  /** Whether a grant under a key that no reading has is refused, however old the readings are. */
  default boolean refusesUnknownKeys() {
    return false;
  }

  /** Whether one thread reads the list and then the keys. */
  default boolean oneAfterTheOther() {
    return false;
  }
}
