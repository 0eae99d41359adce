package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.Problem;
import java.util.List;

/**
 * What a call may know of its request, taken from the connection before the work moves to a virtual
 * thread.
 */
record Exchange(Issuer issuer, MultiMap headers, Query query, byte[] body, Deadline deadline) {

  static Exchange of(Issuer issuer, Query query, RoutingContext context, Deadline deadline) {
    byte[] body =
        context.body() == null || context.body().buffer() == null
            ? new byte[0]
            : context.body().buffer().getBytes();
    return new Exchange(issuer, context.request().headers(), query, body, deadline);
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
          Problem.Kind.INVALID_CREDENTIALS, "the Authorization header stands there twice");
    }
    return issuer.callers().authenticate(credentials.stream().findFirst(), deadline);
  }
}
