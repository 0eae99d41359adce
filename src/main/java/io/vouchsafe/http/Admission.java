package io.vouchsafe.http;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.Caller;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.http.limit.Impatient;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.http.limit.Rate;
import io.vouchsafe.http.limit.Room;
import io.vouchsafe.http.limit.Seats;
import io.vouchsafe.http.limit.Turnstile;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;

/**
 * The rooms and the rates of the front door: what is beyond them is refused before any work is done
 * for it, so that under overload the work goes to those who were let in. Safe for many threads;
 * never waits.
 */
final class Admission {
  private static final int OCTETS_OF_A_TOKEN = 1024;
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Refused tooManyCalls = again("too many calls are under way");
  private final Refused tooManyOfThisCaller = again("too many calls of this caller are under way");
  private final Refused tooManyChecks = again("too many callers are being authenticated");
  private final Refused laneFull = new Refused(ProblemAnswer.of(Problem.full()), AGAIN);
  private final LimitEvents events;
  private final Turnstile signatures;
  private final Room checks;
  private final Room bodies;
  private final Seats forms = new Seats(ExchangeForm.MOST, ExchangeForm.MOST_OF_PEER);
  private final Map<Lane, Room> tokens = new EnumMap<>(Lane.class);
  private final Impatient<Refused> impatient;
  private final Rate peers;
  private final Rate grants;
  private final Rate brokers;
  private final Rate exchanges;
  private final Rate issuers;

  Admission(HttpSettings settings, LimitEvents events, InstantSource clock) {
    this.events = events;
    this.signatures = new Turnstile(settings.checksAtOnce());
    this.checks = new Room(settings.maxChecks());
    this.bodies = new Room(settings.bodies().together());
    for (Lane lane : Lane.values()) {
      tokens.put(lane, new Room(settings.maxTokens()));
    }
    this.impatient = new Impatient<>(clock);
    this.exchanges = new Rate("exchange", settings.rates().exchange(), clock);
    this.peers = new Rate("peer", settings.rates().peer(), clock);
    this.grants = new Rate("grant", settings.rates().grant(), clock);
    this.brokers = new Rate("broker", settings.rates().broker(), clock);
    this.issuers = new Rate("issuer", settings.rates().issuer(), clock);
  }

  /**
   * Takes room for the check of one stranger's credentials.
   *
   * @return gives it back
   * @throws Refused if the peer asks too often, or there is no room
   */
  Runnable check(String peer) {
    within(peers, peer, 1, Limit.PEER_RATE);
    return room(checks, peer, 1, Limit.CHECKS);
  }

  /**
   * Takes a seat for one stranger's form that is waited for.
   *
   * @return gives it back
   * @throws Refused if there is none, or the peer has as many as one may have
   */
  Runnable seat(String peer) {
    check(forms.take(peer), Limit.FORMS);
    return () -> forms.giveBack(peer);
  }

  /**
   * Checks signatures of a stranger's credentials, each when it is the peer's turn.
   *
   * @param deadline how long the stranger waits for it
   */
  SignatureChecks signatures(String peer, Deadline deadline) {
    return verifies -> {
      if (!signatures.enter(peer, deadline)) {
        if (deadline.cancelled()) {
          throw Problem.hungUp();
        }
        throw refused(Limit.CHECKS, tooManyChecks);
      }
      try {
        return verifies.getAsBoolean();
      } finally {
        signatures.leave();
      }
    };
  }

  /**
   * Takes room for octets of one body as they come.
   *
   * @param slot gives all of it back in the end
   * @return takes so many octets more, or throws {@link Refused} if there is no room
   */
  IntConsumer octets(String holder, Slot slot) {
    Room.Share share = bodies.share(holder);
    slot.add(share::giveBack);
    return octets -> check(share.take(octets), Limit.BODIES);
  }

  /**
   * Takes room for the tokens of one call.
   *
   * @param wanted how many of each lane
   * @param slot gives it back in the end
   * @throws Refused if the caller or the issuer had too many in a minute, or there is no room; then
   *     nothing was taken but of the rates
   */
  void tokens(Issuer issuer, Caller caller, Map<Lane, Integer> wanted, Slot slot) {
    String holder = holder(issuer, caller);
    int all = wanted.values().stream().mapToInt(Integer::intValue).sum();
    patiently(
        holder,
        () -> {
          within(caller, holder, all);
          within(issuers, issuer.name(), all, Limit.ISSUER_RATE);
          wanted.forEach(
              (lane, number) -> slot.add(room(tokens.get(lane), holder, number, Limit.TOKENS)));
          impatient.admitted(holder);
        });
  }

  /**
   * Counts a body that was read: each KiB of it as a token, since reading it costs as much, and one
   * that asks for nothing valid would cost nothing else.
   *
   * @throws Refused if the caller had too much in a minute
   */
  void bodyRead(String holder, Caller caller, int octets) {
    int units = octets / OCTETS_OF_A_TOKEN;
    if (units > 0) {
      patiently(holder, () -> within(caller, holder, units));
    }
  }

  /**
   * Lets a caller's body be read, unless the caller was refused several times and did not wait.
   *
   * @throws Refused as the last time
   */
  void checkPatience(String holder) {
    impatient
        .stillRefused(holder)
        .ifPresent(
            refused -> {
              throw refused;
            });
  }

  private void patiently(String holder, Runnable step) {
    try {
      step.run();
    } catch (Refused refused) {
      impatient.refused(holder, refused.pause(), refused);
      throw refused;
    }
  }

  private void within(Caller caller, String holder, int units) {
    switch (caller) {
      case Caller.OfGrant _ -> within(grants, holder, units, Limit.GRANT_RATE);
      case Caller.OfExchange _ -> within(exchanges, holder, units, Limit.EXCHANGE_RATE);
      case Caller.OfBroker _ -> within(brokers, holder, units, Limit.BROKER_RATE);
    }
  }

  /** What of each room is taken, by the room's name in metrics. */
  Map<String, LongSupplier> taken() {
    Map<String, LongSupplier> taken = new TreeMap<>();
    taken.put("checks", checks::taken);
    taken.put("bodies", bodies::taken);
    taken.put("forms", forms::taken);
    tokens.forEach((lane, room) -> taken.put(lane.name().toLowerCase(Locale.ROOT), room::taken));
    return taken;
  }

  /** Who a caller is among those of all issuers. */
  static String holder(Issuer issuer, Caller caller) {
    return issuer.name() + " " + caller.id();
  }

  /** The refusal of a token for which its lane has no room. */
  Refused laneFull() {
    return refused(Limit.LANE, laneFull);
  }

  private Runnable room(Room room, String holder, int units, Limit limit) {
    check(room.take(holder, units), limit);
    return () -> room.giveBack(holder, units);
  }

  private void check(Room.Reply reply, Limit limit) {
    switch (reply) {
      case TAKEN -> {}
      case FULL -> throw refused(limit, tooManyCalls);
      case SHARE_USED -> throw refused(limit, tooManyOfThisCaller);
    }
  }

  private Refused refused(Limit limit, Refused refusal) {
    events.bit(limit);
    return refusal;
  }

  private static Refused again(String detail) {
    return new Refused(ProblemAnswer.of(Problem.unavailable(detail, AGAIN)), AGAIN);
  }

  private void within(Rate rate, String holder, int units, Limit limit) {
    rate.take(holder, units)
        .ifPresent(
            exceeded -> {
              events.bit(limit);
              throw new Refused(tooOften(exceeded, units), exceeded.pause());
            });
  }

  /** The fields are those of draft-ietf-httpapi-ratelimit-headers-11, 3 and 4. */
  private static ProblemAnswer tooOften(Rate.Exceeded exceeded, int units) {
    String detail =
        exceeded.forGood(units)
            ? "%d tokens at once are more than the %d a minute that one %s may have; ask for fewer"
            : "%d more would exceed the %d a minute that one %s may have";
    String name = exceeded.name();
    long wait = exceeded.pause().toSeconds();
    return ProblemAnswer.of(
            ProblemType.TOO_MANY_REQUESTS, detail.formatted(units, exceeded.quota(), name))
        .with("Retry-After", Long.toString(wait))
        .with(
            "RateLimit-Policy",
            "\"%s\";q=%d;w=%d".formatted(name, exceeded.quota(), Rate.WINDOW.toSeconds()))
        .with("RateLimit", "\"%s\";r=%d;t=%d".formatted(name, exceeded.remaining(), wait));
  }
}
