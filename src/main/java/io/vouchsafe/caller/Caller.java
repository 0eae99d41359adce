package io.vouchsafe.caller;

import io.vouchsafe.token.Entitlement;

/** An authenticated caller. */
public sealed interface Caller {

  /**
   * Who it is among the callers of its issuer, such as {@code grant ID}, {@code broker NAME} or
   * {@code exchange NAME SUB}.
   */
  String id();

  /** A workload with a grant. */
  record OfGrant(Entitlement entitlement) implements Caller {
    @Override
    public String id() {
      return entitlement.grantedBy();
    }
  }

  /** A broker that proved itself. */
  record OfBroker(Broker broker) implements Caller {
    @Override
    public String id() {
      return broker.grantedBy();
    }
  }

  /** The subject of a JWT that an exchange takes. */
  record OfExchange(Entitlement entitlement) implements Caller {
    @Override
    public String id() {
      return entitlement.grantedBy();
    }
  }
}
