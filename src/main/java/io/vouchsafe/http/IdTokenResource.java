package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.http.body.IdTokenBody;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code GET /id-token}: one token for a workload, in the contract of GitHub Actions. */
@Path("/{issuer:(.+/)?}id-token")
public class IdTokenResource {
  private static final String API_VERSION = "1";
  private static final Pattern SECONDS = Pattern.compile("-?[0-9]{1,9}");

  @GET
  @RunOnVirtualThread
  public RestResponse<IdTokenBody> issue(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      Caller.OfGrant workload = exchange.workload();
      TokenRequest asked = request(exchange.query());
      exchange.admitToken(workload);
      EntitledRequest request = new EntitledRequest(workload.entitlement(), asked);
      IssuedToken token = exchange.issuer().tokens().issue(request, exchange.deadline());
      return SecretAnswer.of(RestResponse.Status.OK, IdTokenBody.of(token));
    }
  }

  private static TokenRequest request(Query query) {
    query.only(Set.of("api-version", "audience", "ttl"));
    if (!query.parameter("api-version", "").orElse(API_VERSION).equals(API_VERSION)) {
      throw Problem.invalid("api-version", "must be " + API_VERSION);
    }
    return new TokenRequest(
        query.parameter("audience", "; for tokens for several relying parties use POST /id-tokens"),
        query.parameter("ttl", "").map(IdTokenResource::ttl));
  }

  private static Duration ttl(String value) {
    if (!SECONDS.matcher(value).matches()) {
      throw Problem.invalid("ttl", "must be a whole number of seconds");
    }
    return Duration.ofSeconds(Integer.parseInt(value));
  }
}
