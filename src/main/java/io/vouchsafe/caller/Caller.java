package io.vouchsafe.caller;

import io.vouchsafe.token.Entitlement;

/** Who asks, authenticated. */
public sealed interface Caller {

  /** A workload with a grant. */
  record OfGrant(Entitlement entitlement) implements Caller {}

  /** A broker that proved itself. */
  record OfBroker(Broker broker) implements Caller {}
}
