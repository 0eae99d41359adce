package io.vouchsafe.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Strangers, leaving clients and greedy neighbours in a short form, all against one service: what a
 * good caller gets meanwhile, and what the service holds and has logged afterwards. {@code
 * dev/hostile} is the long form.
 */
class HostileClientsIT {
  private static final Trial SHORT = new Trial(5, Duration.ofMillis(500));

  private static Target target;

  static List<Row> rows() {
    return Row.all();
  }

  @AfterAll
  static void stop() {
    if (target != null) {
      target.close();
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void nobodyElseIsHurt(Row row) {
    Result result = SHORT.run(running(), row);
    System.out.println(Result.head());
    System.out.println(result.line());
    assertEquals(List.of(), result.complaints());
  }

  /** The service of the row before, unless that row has ended it. */
  private static Target running() {
    if (target != null && !target.running()) {
      target.close();
      target = null;
    }
    if (target == null) {
      target = Target.start("hostile");
    }
    return target;
  }
}
