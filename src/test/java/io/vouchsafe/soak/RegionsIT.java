package io.vouchsafe.soak;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.RegionFleet;
import io.vouchsafe.testing.RegionFleet.Member;
import io.vouchsafe.testing.Traffic;
import io.vouchsafe.testing.TrafficReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Three OpenBaos as three regions, with instances in each: rotations in all of them at once, Vaults
 * that die and come back, links that are cut, instances that are killed, and at the end a region
 * that is lost for good and removed by its runbook. Every token that leaves verifies against every
 * copy that a verifier may hold, a region without its Vault goes on issuing, and a grant that was
 * revoked in one region is refused by whoever can read it.
 *
 * <p>{@code -Dvouchsafe.regions.instances=N} for another number than one of a region, {@code
 * -Dvouchsafe.regions.rotations=N} for another than 200.
 */
class RegionsIT {
  private static final List<String> REGIONS = List.of("ap", "eu", "us");
  private static final String LOST = REGIONS.getLast();
  private static final int INSTANCES = Integer.getInteger("vouchsafe.regions.instances", 1);
  private static final int ROTATIONS = Integer.getInteger("vouchsafe.regions.rotations", 200);
  private static final long SEED =
      Long.getLong("vouchsafe.regions.seed", new Random().nextLong(1_000_000));
  private static final Duration LEEWAY = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TOKENS = Duration.ofMillis(200).multipliedBy(INSTANCES);
  private static final Duration BEFORE_GIVING_UP =
      Duration.ofMinutes(3).plus(Duration.ofSeconds(3).multipliedBy(ROTATIONS));

  private final Random random = new Random(SEED);
  private final Map<String, Long> withoutToken = new TreeMap<>();
  private RegionGrants grants;
  private int deaths;
  private int cuts;
  private int kills;

  @Test
  void aRegionWithoutItsVaultGoesOnIssuingAndNoTokenIsLost() {
    Instant begun = Instant.now();
    try (RegionFleet regions = new RegionFleet(REGIONS, "default", "second")) {
      for (int i = 0; i < INSTANCES; i++) {
        REGIONS.forEach(regions::member);
      }
      List<Fleet.Instance> instances = regions.members().stream().map(Member::instance).toList();
      grants = new RegionGrants(regions);
      for (Fleet.Instance instance : instances) {
        instance.start();
        instance.awaitGood();
      }
      System.out.printf("regions: seed %d, %d instances%n", SEED, instances.size());
      Progress progress = new Progress("regions", ROTATIONS);
      Traffic traffic =
          new Traffic(regions.fleet(), instances, regions, LEEWAY, BETWEEN_TOKENS, random);
      RegionRotations rotations = new RegionRotations(regions, REGIONS, random);
      try (traffic;
          rotations) {
        Instant until = Instant.now().plus(BEFORE_GIVING_UP);
        for (int round = 0;
            unfinished(rotations, traffic) && Instant.now().isBefore(until);
            round++) {
          disturb(regions, round);
          progress.look(rotations.count(), traffic);
        }
        lose(regions, rotations);
        progress.say(rotations.count(), traffic);
      }
      report(traffic, rotations, Duration.between(begun, Instant.now()));
    }
  }

  /** It goes on until it has seen what every run has to see. */
  private boolean unfinished(RegionRotations rotations, Traffic traffic) {
    return rotations.count() < ROTATIONS
        || rotations.byHand() == rotations.count()
        || deaths < 2
        || cuts < 2
        || kills < 2
        || traffic.revoked.get() == 0
        || traffic.refusedElsewhere.get() == 0
        || grants.refusedAfterAKill == 0
        || grants.unknownByAnOldList == 0;
  }

  private void disturb(RegionFleet regions, int round) {
    String region = REGIONS.get(round / 3 % REGIONS.size());
    switch (round % 3) {
      case 0 -> die(regions, region);
      case 1 -> cut(regions, region);
      default -> restart(regions, region);
    }
    pause(1_000);
  }

  private Member anyOf(RegionFleet regions, String region) {
    List<Member> all = regions.members().stream().filter(it -> it.home().equals(region)).toList();
    return all.get(random.nextInt(all.size()));
  }

  private Member anyBeside(RegionFleet regions, String region) {
    List<String> others = REGIONS.stream().filter(it -> !it.equals(region)).toList();
    return anyOf(regions, others.get(random.nextInt(others.size())));
  }

  /** The Vault of a region is away for longer than a reading may be old. */
  private void die(RegionFleet regions, String region) {
    Member member = anyOf(regions, region);
    Member beside = anyBeside(regions, region);
    Optional<Answer> signedThere = grants.fetch(member);
    Optional<Answer> signedBeside = grants.fetch(beside);
    Instant began = Instant.now();
    regions.away(region, true);
    signedBeside.ifPresent(it -> measure(member, it, began));
    pause(RegionFleet.MAX_PUBLISHED_AGE.plusMillis(500));
    signedThere.ifPresent(it -> grants.byAnOldList(region, beside, it));
    assertServesOnWith(beside, "max-age=0");
    pause(500);
    regions.away(region, false);
    deaths++;
    pause(2_000);
  }

  /**
   * An instance that cannot read another region's keys is ready and says how old they are; for a
   * moment it may be without a reading of its own, where the machine is slow.
   */
  private static void assertServesOnWith(Member member, String maxAge) {
    Fleet.Instance instance = member.instance();
    eventually(
        () -> "it serves on with " + maxAge + ": " + caching(instance),
        () -> caching(instance).contains(maxAge) && instance.status("/q/health/ready") == 200);
  }

  private static String caching(Fleet.Instance instance) {
    return instance.client("default").get("/.well-known/jwks.json").header("Cache-Control");
  }

  /** How long it takes from {@code since} to a token whose caller asks again and again. */
  private void measure(Member member, Answer grant, Instant since) {
    while (RegionGrants.status(member, grant) != 200) {
      if (Instant.now().isAfter(since.plusSeconds(15))) {
        throw new AssertionError("no token of region " + member.home());
      }
    }
    withoutToken.merge(member.home(), Duration.between(since, Instant.now()).toMillis(), Math::max);
  }

  /** One instance cannot reach one other region for less than a reading may be old. */
  private void cut(RegionFleet regions, String region) {
    Member member = anyBeside(regions, region);
    member.cutOff(region, true);
    pause(3_000);
    member.cutOff(region, false);
    cuts++;
  }

  private void restart(RegionFleet regions, String region) {
    grants.acrossAKill(anyOf(regions, region), anyBeside(regions, region));
    kills++;
  }

  /** By the steps of the runbook for a region that is lost for good. */
  private void lose(RegionFleet regions, RegionRotations rotations) {
    Member member = anyOf(regions, LOST);
    Optional<Answer> grant = grants.fetch(anyBeside(regions, LOST));
    rotations.leave(LOST);
    Instant began = Instant.now();
    regions.lose(LOST);
    grant.ifPresent(it -> measure(member, it, began));
    pause(2_000);
    List<Member> ofLost = regions.members().stream().filter(it -> it.home().equals(LOST)).toList();
    ofLost.forEach(it -> it.instance().kill());
    pause(RegionFleet.LAST_GRANT);
    List<Member> left = regions.members().stream().filter(it -> !it.home().equals(LOST)).toList();
    for (Member each : left) {
      each.instance().kill();
      each.instance().without("vouchsafe.vault.regions." + LOST + ".");
      each.instance().start();
      each.instance().awaitGood();
    }
    left.forEach(
        each -> eventually(() -> "verifiers may keep the JWKS", () -> mayBeKept(each.instance())));
  }

  private static boolean mayBeKept(Fleet.Instance instance) {
    return caching(instance).contains("max-age=1");
  }

  private void report(Traffic traffic, RegionRotations rotations, Duration took) {
    System.out.printf(
        """
        regions: seed %d, %d s, 3 regions, %d instances
          rotations              %d in all regions, of them %d by admins
        %s\
          revoked, then killed   %d times refused after the restart
          list too old           %d times 503
          faults                 %d Vaults dead and one lost for good, %d links cut, %d instances killed
          without a token        %s ms from a Vault's death to the next token of its region
        """,
        SEED,
        took.toSeconds(),
        3 * INSTANCES,
        rotations.count(),
        rotations.byHand(),
        TrafficReport.of(traffic),
        grants.refusedAfterAKill,
        grants.unknownByAnOldList,
        deaths,
        cuts,
        kills,
        withoutToken);
    assertAll(
        "seed " + SEED,
        () -> assertEquals(List.of(), traffic.failures()),
        () -> assertEquals(List.of(), grants.failures()),
        () -> assertTrue(rotations.count() >= ROTATIONS, "too few rotations"),
        () -> assertTrue(rotations.byHand() < rotations.count(), "the service never rotated"),
        () -> assertTrue(traffic.verifiedToTheEnd.get() > traffic.issued.get() / 3, "few verified"),
        () -> assertTrue(traffic.revoked.get() > 0, "no grant revoked"),
        () -> assertTrue(traffic.refusedElsewhere.get() > 0, "no other instance looked at"),
        () -> assertTrue(grants.refusedAfterAKill > 0, "nothing revoked before a kill"),
        () -> assertTrue(grants.unknownByAnOldList > 0, "no list was too old"),
        () -> assertTrue(deaths > 0 && cuts > 0 && kills > 0, "nothing went wrong"));
  }

  private static void pause(long millis) {
    pause(Duration.ofMillis(millis));
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
