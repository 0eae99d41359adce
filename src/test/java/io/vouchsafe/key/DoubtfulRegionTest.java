package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.TwoRegions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What another region's Vault lists is doubted as home's is. */
class DoubtfulRegionTest {
  private final TwoRegions regions = new TwoRegions();

  private List<Integer> published() {
    return regions.keys.in(TwoRegions.US).ring().keys().get(KeyRole.RS256).versions().stream()
        .map(KeyVersion::number)
        .toList();
  }

  private boolean refresh() {
    return regions.keys.in(TwoRegions.US).refresh();
  }

  @Test
  void aRegionThatLosesItsNewestVersionKeepsItInTheJwks() {
    Instant at = regions.clock.instant();
    regions.made(TwoRegions.US, at, at, at);
    assertTrue(refresh());

    regions.made(TwoRegions.US, at, at);

    assertFalse(refresh());
    assertEquals(List.of(1, 2, 3), published());
    KeyFault fault = regions.keys.in(TwoRegions.US).faults().getFirst();
    assertEquals(KeyFault.Cause.IMPLAUSIBLE, fault.cause());
  }

  @Test
  void aRegionWhoseKeyCanBeTakenOutOfItsVaultIsNotPublished() {
    regions.recoverable(TwoRegions.US);

    assertFalse(refresh());
    assertEquals(KeyFault.Cause.UNFIT, regions.keys.in(TwoRegions.US).faults().getFirst().cause());
    assertEquals(Map.of(), regions.keys.in(TwoRegions.US).ring().keys());
  }
}
