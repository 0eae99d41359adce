package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Balancer;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Three instances behind a balancer are restarted one after the other under load, with the settings
 * that they have when nobody sets them: no request fails, and every token that a log calls issued
 * was received.
 */
class RollingRestartIT {
  private static final int CALLERS = 12;

  private final AtomicBoolean ended = new AtomicBoolean();
  private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> answered = new ConcurrentHashMap<>();

  @Test
  void noRequestFailsAndNoTokenIsLost() throws Exception {
    try (Fleet fleet =
        Fleet.shared("default", "second")
            .with(
                "vouchsafe.http.shutdown-delay", "",
                "vouchsafe.transit.request-timeout", "10s")) {
      List<Fleet.Instance> instances = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        instances.add(fleet.instance("rolled-" + i));
      }
      RollOut rollOut = new RollOut(instances);
      try (Balancer balancer = Balancer.before(instances);
          ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        eventually("three that are ready", () -> balancer.ready() == 3);
        Client client = new Client(fleet.stage(), balancer.url());
        List<Future<?>> underWay = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
          int caller = i;
          underWay.add(callers.submit(() -> ask(client, fleet, caller, rollOut)));
        }
        try {
          rollOut.restartEach(() -> balancer.ready() == 3);
        } finally {
          ended.set(true);
        }
        for (Future<?> caller : underWay) {
          caller.get();
        }
      }
      assertEquals(List.of(), List.copyOf(failed));
      assertTrue(answered.values().stream().allMatch(count -> count > 0), answered::toString);
      assertEquals(4, answered.size(), answered::toString);
      assertEquals(Set.of(), rollOut.lost(CALLERS), answered::toString);
    }
  }

  private void ask(Client client, Fleet fleet, int caller, RollOut rollOut) {
    Answer first = fleet.grantAt(client, "default");
    counted("grant", 201, first);
    String grant = remembered(rollOut, first.text("grant"));
    Map<String, String> audiences = new TreeMap<>(Map.of("RS256", "a", "ES256", Fleet.ES256));
    while (!ended.get()) {
      audiences.forEach(
          (name, audience) -> {
            Answer answer = client.idToken(grant, audience);
            counted(name, 200, answer);
            remembered(rollOut, answer.text("value"));
          });
      counted("jwks", 200, client.get("/.well-known/jwks.json"));
      if (caller == 0) {
        remembered(rollOut, fleet.grantAt(client, "default").text("grant"));
      }
    }
  }

  private void counted(String what, int expected, Answer answer) {
    answered.merge(what, 1, Integer::sum);
    if (answer.status() != expected) {
      failed.add("%s: %s".formatted(what, answer));
    }
  }

  /** Its {@code jti} was received. */
  private String remembered(RollOut rollOut, String jwt) {
    if (!jwt.isEmpty()) {
      try {
        rollOut.received(jwt);
      } catch (ParseException e) {
        failed.add(e.getMessage());
      }
    }
    return jwt;
  }
}
