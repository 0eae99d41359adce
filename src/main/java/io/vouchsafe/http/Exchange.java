package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.token.Deadline;
import io.vouchsafe.token.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a call may know of its request, taken from the connection before the work moves to a virtual
 * thread.
 */
record Exchange(Issuer issuer, MultiMap headers, MultiMap query, byte[] body, Deadline deadline) {

  static Exchange of(Issuer issuer, RoutingContext context, Deadline deadline) {
    byte[] body =
        context.body() == null || context.body().buffer() == null
            ? new byte[0]
            : context.body().buffer().getBytes();
    return new Exchange(issuer, context.request().headers(), query(context), body, deadline);
  }

  private static MultiMap query(RoutingContext context) {
    try {
      return context.queryParams();
    } catch (RuntimeException e) {
      throw Problem.of(
          Problem.Kind.INVALID_REQUEST, "the query is not percent-encoded as it should be");
    }
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
    return issuer.callers().authenticate(credentials.stream().findFirst());
  }

  /**
   * The parameter {@code name} of the query.
   *
   * @param hint what to do instead of giving it twice
   */
  Optional<String> parameter(String name, String hint) {
    List<String> values = query.getAll(name);
    if (values.size() > 1) {
      throw Problem.invalid(name, "must be given once" + hint);
    }
    return values.stream().findFirst();
  }

  void onlyParameters(Set<String> allowed) {
    if (!allowed.containsAll(query.names())) {
      throw Problem.of(
          Problem.Kind.INVALID_REQUEST,
          "the query has an unknown parameter; known are "
              + String.join(", ", new TreeSet<>(allowed)));
    }
  }
}
