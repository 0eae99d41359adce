package io.vouchsafe.rotation;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Census;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Traffic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Three instances rotate one key at the same instant: that costs spare versions, and only them. */
public class RotationRaceIT {
  private static final String KEY = "vouchsafe-es256";
  private static final int INSTANCES = 3;
  private static final Duration ROTATE_EVERY = Duration.ofSeconds(15);

  @Test
  void versionsTooManyAreRetiredAndNoTokenIsLost() {
    try (Fleet fleet =
        Fleet.shared("default", "second")
            .compressed()
            .with(
                "vouchsafe.rotation.every", "1s",
                "vouchsafe.rotation.jitter", "0s",
                "vouchsafe.transit.request-timeout", "20s")) {
      List<Fleet.Instance> instances =
          Stream.of("race-1", "race-2", "race-3").map(fleet::rotating).toList();
      CountDownLatch allAreThere = new CountDownLatch(INSTANCES);
      fleet
          .stage()
          .vault()
          .breaks(
              path -> path.endsWith(KEY + "/rotate"),
              (request, vault) -> {
                allAreThere.countDown();
                assertTrue(allAreThere.await(30, TimeUnit.SECONDS));
                return vault.answer(request);
              });
      Census census = new Census(fleet.stage().bao(), fleet.keys());
      instances.forEach(Fleet.Instance::start);
      instances.forEach(Fleet.Instance::awaitGood);
      Traffic traffic =
          new Traffic(
              fleet, instances, Duration.ofSeconds(1), Duration.ofMillis(400), new Random(1));
      try (traffic) {
        eventually("three at once", () -> allAreThere.getCount() == 0);
        eventually(
            "a version of each",
            () -> fleet.stage().bao().key(KEY).path("latest_version").asInt() >= 1 + INSTANCES);
        census.look();
        assertEquals(1 + INSTANCES, census.alive(KEY));
        eventually(
            "the end of the versions before the last of them",
            () ->
                fleet.stage().bao().key(KEY).path("min_decryption_version").asInt()
                    >= 1 + INSTANCES);
        census.look();
      }
      Map<String, Duration> rotateEvery =
          fleet.keys().stream().collect(Collectors.toMap(Function.identity(), key -> ROTATE_EVERY));
      assertTrue(census.spare(rotateEvery) >= INSTANCES - 1);
      assertTrue(traffic.verifications.get() > 0);
      assertEquals(List.of(), traffic.failures());
      instances.forEach(Fleet.Instance::awaitGood);
    }
  }
}
