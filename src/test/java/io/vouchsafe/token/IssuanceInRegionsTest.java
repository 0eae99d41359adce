package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.TwoRegions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A token is pinned to the first region whose key may sign, though every Vault is well. */
class IssuanceInRegionsTest {
  private static final TokenShape SHAPE =
      new TokenShape(
          "job:1", "a", Duration.ofMinutes(5), SigningAlgorithm.RS256, Map.of("id", "1"));

  private final TwoRegions regions = new TwoRegions();

  private Region pinned(Region... order) {
    Signer signer =
        new Signer() {
          @Override
          public String sign(SigningHandle handle) {
            throw new AssertionError("nothing is signed here");
          }

          @Override
          public List<Region> order() {
            return List.of(order);
          }
        };
    return new Issuance(
            "https://id.example.com",
            regions.keys,
            signer,
            ReleaseCheck.always(),
            new HeardAudit(token -> {}),
            regions.clock,
            TokenEvents.NONE)
        .prepare(SHAPE)
        .region();
  }

  @Test
  void homeSignsWhereItMay() {
    regions.read();

    assertEquals(TwoRegions.EU, pinned(TwoRegions.EU, TwoRegions.US));
  }

  @Test
  void anotherRegionSignsWhileHomesKeyIsNewBesideOlderOnes() {
    regions.made(TwoRegions.US, regions.clock.instant().minus(TwoRegions.POLICY.announceFor()));
    regions.read();

    assertEquals(TwoRegions.US, pinned(TwoRegions.EU, TwoRegions.US));
    assertThrows(Problem.class, () -> pinned(TwoRegions.EU));

    regions.clock.pass(TwoRegions.POLICY.announceFor());
    regions.read();
    assertEquals(TwoRegions.EU, pinned(TwoRegions.EU, TwoRegions.US));
  }

  @Test
  void anotherRegionSignsWhileHomesReadingIsTooOld() {
    regions.read();
    regions.away.add(TwoRegions.EU);
    regions.clock.pass(TwoRegions.POLICY.maxRingAge().plusSeconds(1));
    regions.read();

    assertEquals(TwoRegions.US, pinned(TwoRegions.EU, TwoRegions.US));
    assertThrows(Problem.class, () -> pinned(TwoRegions.EU));
  }
}
