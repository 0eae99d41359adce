package io.vouchsafe.agent.check;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;

/** Any resource that takes the token as a bearer token (RFC 6750, 2.1), by a GET. */
public record ResourceTarget(Web web, URI url, String audience) implements Target {
  /** What most libraries bear. */
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  @Override
  public String act() {
    return "use this resource";
  }

  @Override
  public Duration leeway() {
    return LEEWAY;
  }

  @Override
  public Answer show(Jwt token) throws Fault {
    Web.Answer answer =
        web.ask(
            HttpRequest.newBuilder(url).header("Authorization", "Bearer " + token.compact()).GET());
    return answer.status() / 100 == 2 ? Answer.taken("") : Forms.refusal("the resource", answer);
  }
}
