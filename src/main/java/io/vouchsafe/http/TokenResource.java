package io.vouchsafe.http;

import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.http.body.ExchangedBody;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.TokenIssuer;
import io.vouchsafe.token.TokenRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestResponse;

/** {@code POST /token}: a trusted issuer's JWT for one of ours (RFC 8693). */
@Path("/{issuer:(.+/)?}token")
public class TokenResource {
  @POST
  @RunOnVirtualThread
  public RestResponse<?> exchange(@Context RoutingContext context) {
    try (Exchange exchange = Exchange.begin(context)) {
      return SecretAnswer.of(RestResponse.Status.OK, issue(exchange));
    } catch (SubjectTokenFault fault) {
      return OAuthAnswer.ofSubjectToken(fault.problem()).ofResource();
    } catch (Problem problem) {
      return OAuthAnswer.of(ProblemAnswer.of(problem)).ofResource();
    } catch (Refused refused) {
      return OAuthAnswer.of(refused.answer()).ofResource();
    }
  }

  private static ExchangedBody issue(Exchange exchange) {
    exchange.query().only(Set.of());
    ExchangeForm form = ExchangeForm.read(exchange.form());
    Caller.OfExchange caller = exchange.subject(form.subjectToken());
    Optional<String> audience = Optional.of(form.audience());
    exchange.admitToken(caller, audience);
    Issuer issuer = exchange.issuer();
    EntitledRequest request =
        new EntitledRequest(caller.entitlement(), new TokenRequest(audience, Optional.empty()));
    IssuedToken token = issue(issuer.tokens(), request, exchange.deadline());
    return ExchangedBody.of(token, issuer.callers().exchanges().orElseThrow().lifeOf(token));
  }

  /** An audience that nobody can have is a target like any other (RFC 8693, 2.2.2). */
  private static IssuedToken issue(TokenIssuer tokens, EntitledRequest request, Deadline deadline) {
    try {
      return tokens.issue(request, deadline);
    } catch (Problem problem) {
      throw problem.kind() == Problem.Kind.INVALID_REQUEST
              && problem.member().filter("audience"::equals).isPresent()
          ? Problem.of(Problem.Kind.FORBIDDEN, "audience", problem.getMessage())
          : problem;
    }
  }
}
