package io.vouchsafe.http;

import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.issuer.Issuer;
import java.time.Duration;

/**
 * A call that was let in: what the entrance leaves in the request for the resource.
 *
 * @param patience how long its caller waits once the body is there
 */
record Arrival(Issuer issuer, Query query, RequestBody body, Duration patience, Slot slot) {
  private static final String KEY = Arrival.class.getName();

  void put(RoutingContext context) {
    context.put(KEY, this);
  }

  static Arrival of(RoutingContext context) {
    return context.get(KEY);
  }
}
