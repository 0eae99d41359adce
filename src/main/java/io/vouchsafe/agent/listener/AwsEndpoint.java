package io.vouchsafe.agent.listener;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.aws.AwsCredentials;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.base.Outage;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The endpoint of AWS' container credentials ({@code AWS_CONTAINER_CREDENTIALS_FULL_URI}; AWS SDKs
 * and Tools Reference Guide, "Container credential provider"): {@code GET /} with the secret alone
 * in {@code Authorization}. Credentials are given again until half of their life has passed, since
 * SDKs ask for others from a quarter of an hour before their end on.
 */
final class AwsEndpoint implements Endpoint {
  private final CachedTokens tokens;
  private final ListenerSecret secret;
  private final Sts sts;
  private final RoleArn role;
  private final String audience;
  private final InstantSource clock;
  private final Outage outage;
  private final ReentrantLock asking = new ReentrantLock();
  private AwsCredentials held;
  private Instant again = Instant.MIN;

  AwsEndpoint(
      CachedTokens tokens,
      ListenerSecret secret,
      Sts sts,
      RoleArn role,
      String audience,
      InstantSource clock,
      Outage outage) {
    this.tokens = tokens;
    this.secret = secret;
    this.sts = sts;
    this.role = role;
    this.audience = audience;
    this.clock = clock;
    this.outage = outage;
  }

  @Override
  public Reply answer(Request request) throws Request.Bad {
    if (!request.path().equals("/")) {
      return error(404, "NotFound", "nothing is answered at this path");
    }
    if (!request.method().equals("GET")) {
      return error(405, "MethodNotAllowed", "only GET is answered here").with("Allow", "GET");
    }
    if (!secret.is(request.header("Authorization").orElse(""))) {
      return error(
          401,
          "AccessDenied",
          "Authorization needs the secret of this listener: AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE names its file");
    }
    try {
      Reply reply = Reply.json(200, credentials().forContainer());
      outage.worked(role.text());
      return reply;
    } catch (Fault e) {
      outage.failedWhenNeeded(role.text(), e.getMessage(), 1);
      return error(Reply.status(e), e.code().name(), e.getMessage());
    }
  }

  private AwsCredentials credentials() throws Fault {
    asking.lock();
    try {
      if (held == null || !clock.instant().isBefore(again)) {
        held = renewed();
        Instant now = clock.instant();
        again = now.plus(Duration.between(now, held.expiration()).dividedBy(2));
      }
      return held;
    } finally {
      asking.unlock();
    }
  }

  private AwsCredentials renewed() throws Fault {
    try {
      IdToken token = tokens.token(Optional.of(audience), Optional.empty(), false);
      return sts.assume(role, token, Sts.sessionName(token), Optional.empty());
    } catch (Fault e) {
      if (held != null && clock.instant().isBefore(held.expiration())) {
        return held;
      }
      throw e;
    }
  }

  private static Reply error(int status, String code, String message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", code);
    json.put("message", message);
    return Reply.json(status, json);
  }
}
