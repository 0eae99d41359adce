package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.token.Problem;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code DELETE /grants/ID} and {@code DELETE /grants?sub=SUB}: a broker takes grants back. */
@Path("/{issuer:(.+/)?}grants")
public class RevocationResource {
  private static final String SUBJECT = "sub";

  /** What a {@code sub} that this service makes can be. */
  private static final Pattern SUBJECT_FORM = Pattern.compile("[!-~]{1,127}");

  @DELETE
  @Path("{id:[0-9a-f-]+}")
  @RunOnVirtualThread
  public RestResponse<Void> grant(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      Caller.OfBroker caller = broker(exchange);
      exchange.query().only(Set.of());
      exchange.admit(caller, Map.of(Lane.GRANT, 1));
      revocations(exchange)
          .revokeGrant(
              caller.broker(), GrantIds.of(context.request().path()), exchange.deadlineOfADeed());
      return RestResponse.noContent();
    }
  }

  @DELETE
  @RunOnVirtualThread
  public RestResponse<Void> grants(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      Caller.OfBroker caller = broker(exchange);
      String subject = subject(exchange.query());
      exchange.admit(caller, Map.of(Lane.GRANT, 1));
      revocations(exchange).revokeSubject(caller.broker(), subject, exchange.deadlineOfADeed());
      return RestResponse.noContent();
    }
  }

  private static Caller.OfBroker broker(Exchange exchange) {
    return exchange.broker("a grant cannot revoke anything; brokers show a proof");
  }

  /** The entrance lets nobody in here where there are none. */
  private static Revocations revocations(Exchange exchange) {
    return exchange.issuer().grants().revocations().orElseThrow();
  }

  private static String subject(Query query) {
    query.only(Set.of(SUBJECT));
    String subject =
        query
            .parameter(SUBJECT, "")
            .orElseThrow(
                () ->
                    Problem.invalid(
                        SUBJECT, "is missing; to revoke a single grant use DELETE /grants/ID"));
    if (!SUBJECT_FORM.matcher(subject).matches()) {
      throw Problem.invalid(
          SUBJECT, "must be a subject: 1 to 127 characters of printable ASCII without spaces");
    }
    return subject;
  }
}
