package io.vouchsafe.http;

import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * One call on its way through a resource, in the order of the front door: who asks, the body, room
 * for its tokens. It takes its room until the work has ended, even if its caller hangs up.
 */
final class Exchange implements AutoCloseable {
  private final Arrival arrival;

  private Exchange(Arrival arrival) {
    this.arrival = arrival;
  }

  /**
   * Begins the work of a resource, which ends with {@link #close}. The thread, which is the
   * request's own, works for it from now on, also where its failure becomes an answer.
   *
   * @throws Problem if the caller hung up
   */
  static Exchange begin(RoutingContext context) {
    Arrival arrival = Arrival.of(context);
    if (!arrival.slot().hold()) {
      throw Problem.hungUp();
    }
    arrival.beginAsking();
    return new Exchange(arrival);
  }

  /** Ends the work. */
  @Override
  public void close() {
    arrival.body().discard();
    arrival.slot().release();
  }

  Issuer issuer() {
    return arrival.head().issuer();
  }

  Query query() {
    return arrival.head().query();
  }

  /** The deadline of a step that begins now: when the caller has waited long enough, or leaves. */
  Deadline deadline() {
    return arrival.deadlines().ofStep();
  }

  /** The deadline of a deed that begins now and is done whole, even if the caller leaves. */
  Deadline deadlineOfADeed() {
    return arrival.deadlines().ofDeed();
  }

  /**
   * Who asks.
   *
   * @throws Problem if the credentials are not accepted
   * @throws Refused if they cannot be checked now
   */
  Caller caller() {
    return authenticated(
        (deadline, checks) ->
            issuer().callers().authenticate(arrival.head().credentials(), deadline, checks));
  }

  /**
   * The subject of a JWT that is exchanged.
   *
   * @throws SubjectTokenFault if it is not accepted
   * @throws Problem if that cannot be told now
   * @throws Refused if its signature cannot be checked now
   */
  Caller.OfExchange subject(String subjectToken) {
    try {
      return authenticated(
          (deadline, checks) -> issuer().callers().exchange(subjectToken, deadline, checks));
    } catch (Problem problem) {
      throw switch (problem.kind()) {
        case INVALID_CREDENTIALS, FORBIDDEN -> new SubjectTokenFault(problem);
        default -> problem;
      };
    }
  }

  private <T> T authenticated(BiFunction<Deadline, SignatureChecks, T> check) {
    Deadline deadline = deadline();
    long begun = System.nanoTime();
    try {
      T caller = check.apply(deadline, arrival.signatures(deadline));
      arrival.checked();
      return caller;
    } finally {
      arrival.authenticated(System.nanoTime() - begun);
    }
  }

  /**
   * The workload that asks.
   *
   * @throws Problem as {@link #caller}, or if a broker asks
   * @throws Refused as {@link #caller}
   */
  Caller.OfGrant workload() {
    return switch (caller()) {
      case Caller.OfGrant workload -> workload;
      case Caller.OfBroker _, Caller.OfExchange _ ->
          throw Problem.of(
              Problem.Kind.FORBIDDEN,
              "a broker asks with POST /id-tokens, which names the workload");
    };
  }

  /**
   * The broker that asks.
   *
   * @param otherwise what a workload that asks is told
   * @throws Problem as {@link #caller}, or if a workload asks
   * @throws Refused as {@link #caller}
   */
  Caller.OfBroker broker(String otherwise) {
    return switch (caller()) {
      case Caller.OfBroker broker -> broker;
      case Caller.OfGrant _, Caller.OfExchange _ ->
          throw Problem.of(Problem.Kind.FORBIDDEN, otherwise);
    };
  }

  /**
   * The body of a caller who proved who it is; waits for it.
   *
   * @throws Refused if it is too large, too slow, there is no room for it, or the caller had too
   *     much in a minute
   * @throws Problem if the caller hung up
   */
  byte[] body(Caller caller) {
    arrival.checkPatience(caller);
    arrival.readBodyOf(caller);
    byte[] body = arrival.body().await();
    arrival.bodyRead(caller, body.length);
    return body;
  }

  /**
   * The form of a stranger; waits for it.
   *
   * @throws Refused if it is too large or too slow
   * @throws Problem if the caller hung up
   */
  byte[] form() {
    arrival.readForm();
    return arrival.body().await();
  }

  /**
   * Takes room for the one token that a form asks for.
   *
   * @throws Refused if the lane is full, there is none, or the caller had too many in a minute
   */
  void admitToken(Caller caller, Optional<String> audience) {
    arrival.admitToken(caller, audience);
  }

  /**
   * Takes room for the one token that the head asks for, unless the entrance took it.
   *
   * @throws Refused if the lane is full, there is none, or the caller had too many in a minute
   */
  void admitToken(Caller caller) {
    arrival.admitToken(caller);
  }

  /**
   * Takes room for the tokens that are asked for, before anything is decided for one of them.
   *
   * @throws Refused if there is none, or the caller had too many in a minute
   */
  void admit(Caller caller, Map<Lane, Integer> tokens) {
    arrival.admit(caller, tokens);
  }
}
