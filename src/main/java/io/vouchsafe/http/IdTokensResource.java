package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.IdTokensBody;
import io.vouchsafe.token.Outcome;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code POST /id-tokens}: several tokens at once, each of them a token or a problem of its own. A
 * broker names the workload, in the body or in an entry.
 */
@Path("/{issuer:(.+/)?}id-tokens")
public class IdTokensResource {
  @POST
  @RunOnVirtualThread
  public RestResponse<IdTokensBody> issue(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      Map<String, Outcome> outcomes =
          IdTokensRequest.read(exchange).issue(exchange.issuer().tokens(), exchange.deadline());
      return SecretAnswer.of(RestResponse.Status.OK, IdTokensBody.of(outcomes));
    }
  }
}
