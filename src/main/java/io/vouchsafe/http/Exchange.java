package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import java.util.List;

/**
 * One call on its way through a resource: what the entrance knows of it, its body, and the room
 * that it takes while the resource works.
 *
 * @param deadline when its caller has waited long enough
 */
record Exchange(
    Issuer issuer, Query query, MultiMap headers, byte[] body, Deadline deadline, Slot slot)
    implements AutoCloseable {

  /**
   * Begins the work of a resource, which ends with {@link #close}. Until then the call takes its
   * room, even if its caller hangs up. Waits for the body; the deadline begins when it is there.
   *
   * @throws Refused if the body is too large
   * @throws Problem if the caller hung up
   */
  static Exchange begin(RoutingContext context) {
    Arrival arrival = Arrival.of(context);
    if (!arrival.slot().hold()) {
      throw Problem.hungUp();
    }
    try {
      return of(arrival, context.request().headers());
    } catch (RuntimeException e) {
      arrival.slot().release();
      throw e;
    }
  }

  private static Exchange of(Arrival arrival, MultiMap headers) {
    byte[] body = arrival.body().await();
    Deadline deadline = Deadline.in(arrival.patience());
    return new Exchange(arrival.issuer(), arrival.query(), headers, body, deadline, arrival.slot());
  }

  /** Ends the work. */
  @Override
  public void close() {
    slot.release();
  }

  /**
   * Who asks.
   *
   * @throws Problem if there are no credentials, more than one, or none that are accepted
   */
  Caller caller() {
    List<String> credentials = headers.getAll("Authorization");
    if (credentials.size() > 1) {
      throw Problem.of(
          Problem.Kind.INVALID_CREDENTIALS, "the request has two Authorization headers");
    }
    return issuer.callers().authenticate(credentials.stream().findFirst(), deadline);
  }

  /**
   * The workload that asks.
   *
   * @throws Problem as {@link #caller}, or if a broker asks
   */
  Entitlement workload() {
    return switch (caller()) {
      case Caller.OfGrant(Entitlement entitlement) -> entitlement;
      case Caller.OfBroker ignored ->
          throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "a broker asks with POST /id-tokens, which names the workload");
    };
  }

  /**
   * The broker that asks.
   *
   * @throws Problem as {@link #caller}, or if a workload asks
   */
  Broker broker() {
    return switch (caller()) {
      case Caller.OfBroker(Broker broker) -> broker;
      case Caller.OfGrant ignored ->
          throw Problem.of(
              Problem.Kind.FORBIDDEN, "a grant cannot vouch for anybody; brokers show a proof");
    };
  }
}
