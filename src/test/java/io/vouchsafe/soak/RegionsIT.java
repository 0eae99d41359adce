package io.vouchsafe.soak;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Census;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.RegionFleet;
import io.vouchsafe.testing.RegionFleet.Member;
import io.vouchsafe.testing.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three OpenBaos as three regions, with instances in each: rotations in all of them at once, Vaults
 * that die and come back, links that are cut, instances that are killed. Every token that leaves
 * verifies against every copy that a verifier may hold, and a region without its Vault goes on
 * issuing.
 *
 * <p>{@code -Dvouchsafe.regions.instances=N} for another number than one of a region, {@code
 * -Dvouchsafe.regions.rotations=N} for another than 60.
 */
class RegionsIT {
  private static final List<String> REGIONS = List.of("ap", "eu", "us");
  private static final int INSTANCES = Integer.getInteger("vouchsafe.regions.instances", 1);
  private static final int ROTATIONS = Integer.getInteger("vouchsafe.regions.rotations", 60);
  private static final long SEED =
      Long.getLong("vouchsafe.regions.seed", new Random().nextLong(1_000_000));
  private static final Duration LEEWAY = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TOKENS = Duration.ofMillis(200);
  private static final Duration BEFORE_GIVING_UP =
      Duration.ofMinutes(3).plus(Duration.ofSeconds(3).multipliedBy(ROTATIONS));

  private final Random random = new Random(SEED);
  private final Map<String, Long> withoutToken = new TreeMap<>();
  private int deaths;
  private int cuts;
  private int kills;

  @Test
  void aRegionWithoutItsVaultGoesOnIssuingAndNoTokenIsLost() {
    try (RegionFleet regions = new RegionFleet(REGIONS, "default", "second")) {
      for (int i = 0; i < INSTANCES; i++) {
        REGIONS.forEach(regions::member);
      }
      List<Fleet.Instance> instances = regions.members().stream().map(Member::instance).toList();
      Map<String, Census> census = new TreeMap<>();
      REGIONS.forEach(
          region -> census.put(region, new Census(regions.vault(region), regions.fleet().keys())));
      instances.forEach(Fleet.Instance::start);
      instances.forEach(Fleet.Instance::awaitGood);
      System.out.printf("regions: seed %d, %d instances%n", SEED, instances.size());
      Traffic traffic = new Traffic(regions.fleet(), instances, LEEWAY, BETWEEN_TOKENS, random);
      try (traffic) {
        Instant until = Instant.now().plus(BEFORE_GIVING_UP);
        for (int round = 0; unfinished(census) && Instant.now().isBefore(until); round++) {
          disturb(regions, census, round);
          census.values().forEach(Census::look);
        }
      }
      instances.forEach(Fleet.Instance::awaitGood);
      report(traffic, census);
    }
  }

  private boolean unfinished(Map<String, Census> census) {
    return rotations(census) < ROTATIONS
        || deaths < REGIONS.size()
        || cuts < REGIONS.size()
        || kills < 1;
  }

  private static int rotations(Map<String, Census> census) {
    return census.values().stream().mapToInt(Census::rotations).sum();
  }

  private void disturb(RegionFleet regions, Map<String, Census> census, int round) {
    String region = REGIONS.get(round / 4 % REGIONS.size());
    switch (round % 4) {
      case 0 -> census.values().forEach(it -> rotate(it, regions));
      case 1 -> die(regions, region);
      case 2 -> cut(regions, region);
      default -> restart(regions);
    }
    pause(1_500);
  }

  private void rotate(Census census, RegionFleet regions) {
    List<String> keys = regions.fleet().keys();
    census.rotateByHand(keys.get(random.nextInt(keys.size())));
  }

  /** The Vault of a region is away for longer than a reading may be old. */
  private void die(RegionFleet regions, String region) {
    Member member =
        regions.members().stream().filter(it -> it.home().equals(region)).findFirst().orElseThrow();
    Instant began = Instant.now();
    regions.away(region, true);
    withoutToken.merge(region, firstToken(regions, member, began), Math::max);
    pause(7_000);
    regions.away(region, false);
    deaths++;
    pause(3_000);
  }

  /** How long it takes from {@code since} to a token whose caller asks again and again. */
  private static long firstToken(RegionFleet regions, Member member, Instant since) {
    var grant = regions.fleet().grant(other(regions, member), "default");
    int status = 0;
    while (status != 200) {
      status =
          member.instance().client("default").idToken(grant.text("grant"), Fleet.ES256).status();
    }
    return Duration.between(since, Instant.now()).toMillis();
  }

  private static Fleet.Instance other(RegionFleet regions, Member member) {
    return regions.members().stream()
        .filter(it -> !it.home().equals(member.home()))
        .findFirst()
        .orElseThrow()
        .instance();
  }

  /** One instance cannot reach one other region for less than a reading may be old. */
  private void cut(RegionFleet regions, String region) {
    List<Member> others =
        regions.members().stream().filter(it -> !it.home().equals(region)).toList();
    Member member = others.get(random.nextInt(others.size()));
    member.cutOff(region, true);
    pause(3_000);
    member.cutOff(region, false);
    cuts++;
  }

  private void restart(RegionFleet regions) {
    Fleet.Instance instance =
        regions.members().get(random.nextInt(regions.members().size())).instance();
    instance.kill();
    pause(500);
    instance.start();
    instance.awaitGood();
    kills++;
  }

  private void report(Traffic traffic, Map<String, Census> census) {
    System.out.printf(
        """
        regions: seed %d, 3 regions, %d instances
          rotations              %d in all regions
          tokens issued          %d under %d kids, with %d grants
          verifications          %d; %d tokens to their very end
          failed                 %d
          unknown kids           %d
          empty or short JWKS    %d of %d
          living grants refused  %d
          faults                 %d Vaults dead, %d links cut, %d instances killed
          without a token        %s ms from a Vault's death to the next token of its region
          not held against it    %d without an answer or 503, %d late
        """,
        SEED,
        3 * INSTANCES,
        rotations(census),
        traffic.issued.get(),
        traffic.tokensByKid.size(),
        traffic.grants.get(),
        traffic.verifications.get(),
        traffic.verifiedToTheEnd.get(),
        traffic.failed.get(),
        traffic.unknownKids.get(),
        traffic.shortJwks.get(),
        traffic.jwksFetched.get(),
        traffic.grantsRefused.get(),
        deaths,
        cuts,
        kills,
        withoutToken,
        traffic.unavailable.get(),
        traffic.late.get());
    List<Integer> counts = new ArrayList<>(List.of(deaths, cuts, kills));
    assertAll(
        "seed " + SEED,
        () -> assertEquals(List.of(), traffic.failures()),
        () -> assertTrue(rotations(census) >= ROTATIONS, "too few rotations"),
        () -> assertTrue(traffic.verifiedToTheEnd.get() > traffic.issued.get() / 3, "few verified"),
        () -> assertTrue(counts.stream().allMatch(it -> it > 0), "nothing went wrong"));
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
