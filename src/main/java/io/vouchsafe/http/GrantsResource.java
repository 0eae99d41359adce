package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.GrantRequest;
import io.vouchsafe.caller.IssuedGrant;
import io.vouchsafe.http.body.GrantBody;
import io.vouchsafe.http.body.JsonBody;
import io.vouchsafe.http.body.WorkloadJson;
import io.vouchsafe.token.Problem;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code POST /grants}: a broker vouches for a workload. */
@Path("/{issuer:(.+/)?}grants")
public class GrantsResource {
  private static final Set<String> MEMBERS =
      Set.of("workload", "audiences", "max_ttl", "expires_in");

  @POST
  @RunOnVirtualThread
  public RestResponse<GrantBody> issue(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      Caller.OfBroker caller =
          exchange.broker("a grant cannot vouch for anybody; brokers show a proof");
      exchange.query().only(Set.of());
      GrantRequest request = request(JsonBody.parse(exchange.body(caller), MEMBERS));
      exchange.admit(caller, Map.of(Lane.GRANT, 1));
      IssuedGrant grant =
          exchange.issuer().grants().issue(caller.broker(), request, exchange.deadline());
      return SecretAnswer.of(
          RestResponse.Status.CREATED, GrantBody.of(exchange.issuer().url(), grant));
    }
  }

  private static GrantRequest request(JsonBody body) {
    return new GrantRequest(
        WorkloadJson.read(body).orElseThrow(() -> Problem.invalid("workload", "is missing")),
        body.strings("audiences").orElseThrow(() -> Problem.invalid("audiences", "is missing")),
        body.seconds("max_ttl"),
        body.seconds("expires_in"));
  }
}
