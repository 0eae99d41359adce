package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.http.body.PreviewBody;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * {@code POST /id-tokens/preview}: what each token of {@code POST /id-tokens} would be, unsigned.
 * Vault is not called, and each entry counts in the caller's rate as a token does.
 */
@Path("/{issuer:(.+/)?}id-tokens/preview")
public class PreviewResource {
  @POST
  @RunOnVirtualThread
  public RestResponse<PreviewBody> preview(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      return SecretAnswer.of(
          RestResponse.Status.OK,
          IdTokensRequest.read(exchange).preview(exchange.issuer().tokens()));
    }
  }
}
