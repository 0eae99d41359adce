package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vouchsafe.base.Stopping;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.Objects;

/**
 * What balancers on the public port are told: 200 while the process answers, whatever Vault does,
 * and 503 as soon as it stops, so that they send their requests elsewhere.
 */
final class LiveAnswers {
  /** At the root of the port, whatever the paths of the issuers are. */
  static final String PATH = "/.well-known/live";

  static final String ALLOW = "GET, HEAD";

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Stopping stopping;
  private final Answer live = Answer.empty(200).with("Cache-Control", "no-store");
  private final Answer gone =
      ProblemAnswer.of(Problem.unavailable("the service is stopping", RETRY_AFTER)).onEventLoop();

  LiveAnswers(Stopping stopping) {
    this.stopping = Objects.requireNonNull(stopping, "stopping");
  }

  /** The answer to any request for the path. */
  Answer answer(HttpServerRequest request) {
    return switch (request.method().name()) {
      case "GET", "HEAD" -> {
        stopping.asked();
        yield stopping.begun() ? gone : live;
      }
      default -> Problems.notAllowed(ALLOW).onEventLoop();
    };
  }
}
