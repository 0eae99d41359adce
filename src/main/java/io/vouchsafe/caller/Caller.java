package io.vouchsafe.caller;

import io.vouchsafe.token.Entitlement;

/** An authenticated caller. */
public sealed interface Caller {

  /** A workload with a grant. */
  record OfGrant(Entitlement entitlement) implements Caller {}

  /** A broker that proved itself. */
  record OfBroker(Broker broker) implements Caller {}
}
