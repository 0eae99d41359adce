package io.vouchsafe.http;

import io.vouchsafe.base.Asker;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.issuer.Issuer;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A request, or one entry of a list, that was answered with a problem.
 *
 * @param issuer the issuer's name in the configuration, or {@link RefusalEvents#NO_ISSUER}
 * @param problem what the client reads; it holds no secret, and may repeat what the client sent
 * @param caller who asked, if that was proved
 * @param asker who asked, as far as is known; to be asked where it is needed, before the listener
 *     returns
 */
public record RefusedRequest(
    String issuer, ProblemBody problem, Optional<Asker> caller, Supplier<Asker> asker) {
  public RefusedRequest {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(asker, "asker");
  }

  /** One of somebody of whom as much is known as {@code asker} has. */
  static RefusedRequest of(Asker asker, ProblemBody problem) {
    return new RefusedRequest(
        Issuer.configuredName(asker.issuer()),
        problem,
        Optional.of(asker).filter(Asker::known),
        () -> asker);
  }
}
