package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTParser;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.IssuedSecrets;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Restarts instances one after the other, and holds what their audit calls issued against what was
 * received meanwhile.
 */
final class RollOut {
  private static final int ENDED_BY_SIGTERM = 143;
  private static final Pattern ISSUED =
      Pattern.compile("\"event\":\"(?:issued|granted)\".*?\"jti\":\"([^\"]+)\",\"exp\"");

  private final List<Fleet.Instance> instances;
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private final StringBuilder logs = new StringBuilder();

  RollOut(List<Fleet.Instance> instances) {
    this.instances = List.copyOf(instances);
    instances.forEach(Fleet.Instance::start);
    instances.forEach(Fleet.Instance::awaitGood);
  }

  /** Restarts each, and waits after each until the balancer finds all of them ready. */
  void restartEach(BooleanSupplier allReady) {
    for (Fleet.Instance instance : instances) {
      instance.terminate();
      assertEquals(ENDED_BY_SIGTERM, instance.exitStatus(), instance::output);
      remember(instance);
      instance.start();
      instance.awaitGood();
      eventually("all that are ready", allReady);
    }
  }

  private void remember(Fleet.Instance instance) {
    instance.records().forEach(line -> logs.append(line).append('\n'));
  }

  /** A grant or token was received. */
  void received(String jwt) throws ParseException {
    received.add(JWTParser.parse(IssuedSecrets.remember(jwt)).getJWTClaimsSet().getJWTID());
  }

  /** The ids of what the audit calls issued and nobody received; it names more than so many. */
  Set<String> lost(int moreThan) {
    instances.forEach(this::remember);
    Set<String> lost = new TreeSet<>();
    ISSUED.matcher(logs).results().forEach(line -> lost.add(line.group(1)));
    assertTrue(lost.size() > moreThan, "the audit names tokens");
    lost.removeAll(received);
    return lost;
  }
}
