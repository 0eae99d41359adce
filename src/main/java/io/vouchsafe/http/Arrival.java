package io.vouchsafe.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.Credentials;
import io.vouchsafe.http.body.ProblemBody;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.TokenIssuer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A call that was let in: what the entrance leaves in the request for the resource. Safe for many
 * threads.
 */
final class Arrival {
  private static final String KEY = Arrival.class.getName();

  /**
   * What the head says.
   *
   * @param asker as far as it is known from the head alone
   */
  record Head(Asker asker, Issuer issuer, Call call, Query query, Credentials credentials) {
    /**
     * @throws io.vouchsafe.token.Problem if the query or the credentials cannot be taken
     */
    static Head of(HttpServerRequest request, Issuer issuer, Call call) {
      Query query = Query.parse(request.query());
      Credentials credentials =
          call == Call.EXCHANGE
              ? new Credentials.InForm()
              : issuer.callers().recognise(request.headers().getAll("Authorization"));
      return new Head(Asking.current().orElseThrow(), issuer, call, query, credentials);
    }
  }

  private final Head head;
  private final RequestBody body;
  private final Admission admission;
  private final Deadlines deadlines;
  private final RequestEvents requests;
  private final RefusalEvents refusals;
  private final Slot slot = new Slot();
  private volatile Asker asker;
  private Runnable endOfCheck = () -> {};
  private boolean admitted;

  /**
   * @param patience how long its caller waits for each step
   */
  Arrival(
      Head head,
      RequestBody body,
      Admission admission,
      Duration patience,
      RequestEvents requests,
      RefusalEvents refusals) {
    this.head = head;
    this.asker = head.asker();
    this.body = body;
    this.admission = admission;
    this.deadlines = new Deadlines(patience);
    this.requests = requests;
    this.refusals = refusals;
  }

  /**
   * Goes on to the resource; on the event loop. Quarkus REST would hear there that the client
   * leaves and move the call to its end, while the call's thread may move it to a refusal: both
   * together may move it beyond its end, where it begins again for ever (quarkusio/quarkus#55116).
   */
  void goOn(RoutingContext context) {
    context.put(KEY, this);
    context.addEndHandler(ended -> ended(context.response()));
    context.next();
    context.response().closeHandler(null);
  }

  /** Who asks in the request of {@code context}, if that was let in. */
  static Optional<Asker> asker(RoutingContext context) {
    return Optional.ofNullable(of(context)).map(arrival -> arrival.asker);
  }

  /** The thread, which is the request's own, works for whoever asks. */
  void beginAsking() {
    Asking.begin(asker);
  }

  static Arrival of(RoutingContext context) {
    return context.get(KEY);
  }

  /** Does {@code work} for the request of {@code context}, if that was let in. */
  static void workFor(RoutingContext context, Runnable work) {
    Arrival arrival = of(context);
    if (arrival == null) {
      work.run();
    } else {
      Asking.run(arrival.asker, work);
    }
  }

  Head head() {
    return head;
  }

  RequestBody body() {
    return body;
  }

  Slot slot() {
    return slot;
  }

  /**
   * Takes room for the check of a stranger's credentials.
   *
   * @throws Refused if there is none
   */
  void check() {
    endOfCheck = slot.add(admission.check(head.asker().peer()));
  }

  /** Checks signatures of the stranger's credentials when it is the peer's turn. */
  SignatureChecks signatures(Deadline deadline) {
    return admission.signatures(head.asker().peer(), deadline);
  }

  /** The credentials are checked: gives their room back. */
  void checked() {
    endOfCheck.run();
  }

  /**
   * Checks that the caller's body may be read.
   *
   * @throws Refused if the caller was refused several times and did not wait
   */
  void checkPatience(Caller caller) {
    admission.checkPatience(holder(caller));
  }

  /** Begins to read the body, unless that has begun. */
  void readBodyOf(Caller caller) {
    body.read(admission.octets(holder(caller), slot));
  }

  /**
   * Begins to read the stranger's form, unless that has begun. One that does not come with its head
   * takes a seat until it was read, and is refused where there is none.
   */
  void readForm() {
    body.read(octets -> {}, () -> body.whenRead(slot.add(admission.seat(head.asker().peer()))));
  }

  /**
   * Counts the body that was read.
   *
   * @throws Refused if the caller had too much in a minute
   */
  void bodyRead(Caller caller, int octets) {
    admission.bodyRead(holder(caller), caller, octets);
  }

  private String holder(Caller caller) {
    return Admission.holder(head.issuer(), caller);
  }

  /**
   * Takes room for the token that the head asks for, once; where a body asks for tokens it does
   * nothing.
   *
   * @throws Refused if the lane is full, there is none, or the caller had too many in a minute
   */
  void admitToken(Caller caller) {
    if (head.call() == Call.ID_TOKEN) {
      admitToken(caller, head.query().first("audience"));
    }
  }

  /**
   * Takes room for one token, once.
   *
   * @throws Refused if the lane is full, there is none, or the caller had too many in a minute
   */
  void admitToken(Caller caller, Optional<String> audience) {
    if (!admitted) {
      TokenIssuer tokens = head.issuer().tokens();
      if (tokens.full(audience, caller.id(), deadlines.patience())) {
        throw admission.laneFull();
      }
      admit(caller, Map.of(Lane.of(tokens.algorithm(audience)), 1));
    }
  }

  /**
   * Takes room for tokens, once.
   *
   * @throws Refused if there is none, or the caller had too many in a minute
   */
  void admit(Caller caller, Map<Lane, Integer> tokens) {
    if (!admitted) {
      admission.tokens(head.issuer(), caller, tokens, slot);
      admitted = true;
    }
  }

  Deadlines deadlines() {
    return deadlines;
  }

  /** Its answer was given, or its caller has left: then its work ends too. */
  private void ended(HttpServerResponse response) {
    if (!response.ended()) {
      deadlines.cancel();
    }
    slot.release();
  }

  /**
   * Sends the answer, and keeps the room until it is out or its caller has left.
   *
   * @return false if the caller has left already: then nothing is sent
   */
  boolean send(HttpServerResponse response, Buffer answer) {
    if (response.ended() || response.closed() || !slot.hold()) {
      return false;
    }
    try {
      response.end(answer).onComplete(out -> answered());
    } catch (IllegalStateException bodyEnds) {
      // Quarkus resumes a request whose answer is out, which fails if its body ends right then
      answered();
      if (!response.headWritten()) {
        throw bodyEnds;
      }
    }
    return true;
  }

  private void answered() {
    slot.release();
    body.answered();
  }

  /**
   * Remembers what the thread came to know of who asks, and reports how long it took to check the
   * credentials, unless their caller was known.
   */
  void authenticated(long nanos) {
    asker = Asking.current().orElse(asker);
    if (!(head.credentials() instanceof Credentials.Known)) {
      requests.authenticated(nanos);
    }
  }

  /** Reports a problem that was sent. */
  void refused(ProblemBody problem) {
    refusals.refused(RefusedRequest.of(asker, problem));
  }
}
