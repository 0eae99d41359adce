package io.vouchsafe.hostile;

import io.vouchsafe.testing.Peer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs one row against a service, while a good caller asks for tokens and the keys and liveness are
 * read. In pairs: what the good caller gets beside another one, then what it gets in the storm.
 *
 * @param pairs how many
 * @param window how long each half of a pair is
 */
record Trial(int pairs, Duration window) {
  private static final Duration SETTLE = Duration.ofMillis(300);
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final int TO_END = 20;

  /** A storm that nothing is judged by: what it does runs compiled code afterwards. */
  private static final Duration WARM_UP = Duration.ofSeconds(3);

  /** How many times as many pairs judge where the first ones say that it is unfair. */
  private static final int IN_DOUBT = 3;

  private static final Duration REST = Duration.ofMillis(700);

  /**
   * Takes as long as the pairs, and about six seconds more; where they say that it is unfair, three
   * times as long, and all pairs together say whether it is.
   */
  Result run(Target target, Row row) {
    Storm.Attack attack = row.attack().apply(target);
    String another = target.grant("another");
    Tally tally = new Tally();
    List<Result.Pair> measured = new ArrayList<>();
    Footprint before = target.footprint();
    GoodCaller good = new GoodCaller(target, target.grant("good"), Peer.number(0));
    Onlooker jwks = Onlooker.ofJwks(target);
    Onlooker liveness = Onlooker.ofLiveness(target);
    try (good;
        jwks;
        liveness) {
      if (row.fair()) {
        inTheStorm(target, good, row, attack, tally, WARM_UP);
      }
      int wanted = row.fair() ? pairs : 1;
      while (measured.size() < wanted && target.running()) {
        double beside = row.fair() ? besideAnother(target, good, another) : 0;
        measured.add(new Result.Pair(beside, inTheStorm(target, good, row, attack, tally, window)));
        if (row.fair() && measured.size() == pairs && Result.unfair(measured)) {
          wanted = pairs * IN_DOUBT;
        }
      }
      rest(REST);
    }
    return new Result(
        row,
        measured,
        good.failures(),
        List.of(jwks.slowest(), liveness.slowest()),
        Stream.of(jwks, liveness).flatMap(it -> it.failures().stream()).toList(),
        tally.counts(),
        before,
        afterwards(target, before),
        target.running());
  }

  /** What is left when what was under way has ended. */
  private static Footprint afterwards(Target target, Footprint before) {
    Footprint after = target.footprint();
    for (int i = 0; i < TO_END && target.running() && after.isMoreThan(before); i++) {
      rest(A_SECOND);
      after = target.footprint();
    }
    return after;
  }

  private double besideAnother(Target target, GoodCaller good, String grant) {
    try (GoodCaller other = new GoodCaller(target, grant, Peer.number(1))) {
      rest(SETTLE);
      return good.rate(window);
    }
  }

  private double inTheStorm(
      Target target, GoodCaller good, Row row, Storm.Attack attack, Tally tally, Duration time) {
    try (Storm storm = new Storm(target, tally, row.clients(), attack)) {
      rest(SETTLE);
      return good.rate(time);
    }
  }

  private static void rest(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
