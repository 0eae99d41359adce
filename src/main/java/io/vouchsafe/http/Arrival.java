package io.vouchsafe.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.caller.Credentials;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.token.TokenIssuer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A call that was let in: what the entrance leaves in the request for the resource. Safe for many
 * threads.
 */
final class Arrival {
  private static final String KEY = Arrival.class.getName();

  /**
   * What the head says.
   *
   * @param peer who is at the other end, as {@link io.vouchsafe.http.limit.Peers} names it
   */
  record Head(Issuer issuer, Call call, Query query, Credentials credentials, String peer) {}

  private final Head head;
  private final RequestBody body;
  private final Admission admission;
  private final Duration patience;
  private final Slot slot = new Slot();
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Deadline> deadlines = new ArrayList<>(2);
  private boolean left;
  private Runnable endOfCheck = () -> {};
  private boolean admitted;

  /**
   * @param patience how long its caller waits for each step
   */
  Arrival(Head head, RequestBody body, Admission admission, Duration patience) {
    this.head = head;
    this.body = body;
    this.admission = admission;
    this.patience = patience;
  }

  void put(RoutingContext context) {
    context.put(KEY, this);
  }

  static Arrival of(RoutingContext context) {
    return context.get(KEY);
  }

  Head head() {
    return head;
  }

  RequestBody body() {
    return body;
  }

  Admission admission() {
    return admission;
  }

  Slot slot() {
    return slot;
  }

  /**
   * Takes room for the check of the caller's credentials.
   *
   * @throws Refused if there is none
   */
  void check() {
    endOfCheck = slot.add(admission.check(head.peer()));
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
    admission.body(Admission.holder(head.issuer(), caller));
  }

  /** Begins to read the body, unless that has begun. */
  void readBodyOf(Caller caller) {
    String holder = Admission.holder(head.issuer(), caller);
    body.read(octets -> slot.add(admission.octets(holder, octets)));
  }

  /**
   * Counts the body that was read.
   *
   * @throws Refused if the caller had too much in a minute
   */
  void bodyRead(Caller caller, int octets) {
    admission.bodyRead(Admission.holder(head.issuer(), caller), caller, octets);
  }

  /**
   * Takes room for the token that the head asks for, once; where a body asks for tokens it does
   * nothing.
   *
   * @throws Refused if there is none, or the caller had too many in a minute
   * @throws io.vouchsafe.token.Problem if the lane is full
   */
  void admitToken(Caller caller) {
    if (head.call() == Call.ID_TOKEN && !admitted) {
      Optional<String> audience = head.query().first("audience");
      TokenIssuer tokens = head.issuer().tokens();
      if (tokens.full(audience, caller.id(), patience)) {
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

  /** The deadline of a step that begins now; it is cancelled when the caller leaves. */
  Deadline deadline() {
    Deadline deadline = Deadline.in(patience);
    lock.lock();
    try {
      if (!left) {
        deadlines.add(deadline);
        return deadline;
      }
    } finally {
      lock.unlock();
    }
    deadline.cancel();
    return deadline;
  }

  /** Its answer was given, or its caller has left: then its work ends too. */
  void ended(HttpServerResponse response) {
    if (!response.ended()) {
      leave();
    }
    slot.release();
  }

  /** Sends the answer, and keeps the room until it is out or its caller has left. */
  void send(HttpServerResponse response, Buffer answer) {
    if (response.ended() || response.closed() || !slot.hold()) {
      return;
    }
    response
        .end(answer)
        .onComplete(
            out -> {
              slot.release();
              body.answered();
            });
  }

  private void leave() {
    List<Deadline> running;
    lock.lock();
    try {
      left = true;
      running = List.copyOf(deadlines);
    } finally {
      lock.unlock();
    }
    running.forEach(Deadline::cancel);
  }
}
