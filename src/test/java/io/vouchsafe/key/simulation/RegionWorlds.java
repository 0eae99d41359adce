package io.vouchsafe.key.simulation;

import static io.vouchsafe.key.simulation.Regions.A;
import static io.vouchsafe.key.simulation.Regions.B;
import static io.vouchsafe.key.simulation.Regions.C;
import static io.vouchsafe.key.simulation.Regions.D;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.simulation.Regions.Planned;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Worlds of several regions in which the promise has to hold. */
final class RegionWorlds {
  private RegionWorlds() {}

  /** Makes the regions of a world that has one; what is drawn follows from its times. */
  static World of(World world) {
    SplittableRandom random = new SplittableRandom(world.policy().digest().hashCode());
    List<Region> all = List.of(A, B, C, D).subList(0, 2 + random.nextInt(3));
    KeyPolicy policy = world.policy();
    Duration later = policy.announceFor().multipliedBy(random.nextInt(100)).dividedBy(100);
    Regions regions =
        new Regions(
            all,
            all,
            random.nextInt(3) == 0 ? Map.of(B, later) : Map.of(),
            policy.clockError().multipliedBy(random.nextInt(3)).dividedBy(2),
            random.nextInt(4) > 0,
            random.nextInt(3) == 0,
            3,
            List.of());
    World several = world.with(regions).withInstances(all.size() == 2 ? 2 : 1).withRotators(1);
    return random.nextInt(3) == 0
        ? several.with(several.settings().withGrants(), List.of())
        : several;
  }

  /** Two regions that go by {@code runbook} when all keys are past {@code announce-for}. */
  static World changing(World world, Function<KeyPolicy, Runbook> runbook) {
    return planned(two(world), runbook, rollOut(world.policy()));
  }

  /** The same, and every step is done at once everywhere. */
  static World changingAtOnce(World world, Function<KeyPolicy, Runbook> runbook) {
    return planned(two(world), runbook, Duration.ZERO);
  }

  /** Two regions, and a third that {@code runbook} adds. */
  static World adding(World world, Function<KeyPolicy, Runbook> runbook) {
    return planned(twoAndOne(world), runbook, rollOut(world.policy()));
  }

  /** The same, and every step is done at once everywhere. */
  static World addingAtOnce(World world, Function<KeyPolicy, Runbook> runbook) {
    return planned(twoAndOne(world), runbook, Duration.ZERO);
  }

  /** A third region whose instances start first, and which the others read just in time. */
  static World addingInAnyOrder(World world) {
    return planned(
        twoAndOne(world),
        policy -> Runbook.addInAnyOrder(C),
        Runbook.lastRoom(world.policy()).dividedBy(2));
  }

  /** One region, to which a second one is added, and which is removed then. */
  static World moving(World world) {
    return moving(world, Runbook.add(B, world.policy()), Duration.ZERO, rollOut(world.policy()));
  }

  /** The same, by a runbook that does not wait for copies; nor does it wait afterwards. */
  static World movingInAHurry(World world) {
    return moving(world, Runbook.addInAnyOrder(B), Duration.ZERO, Duration.ofSeconds(1));
  }

  private static World moving(World world, Runbook add, Duration pause, Duration rollOut) {
    World two = two(world);
    Regions one =
        new Regions(
            List.of(A, B),
            List.of(A),
            Map.of(),
            two.regions().vaultClocks(),
            true,
            two.regions().snapshots(),
            two.regions().trouble(),
            List.of());
    World adding = planned(two.with(one), policy -> add, rollOut);
    Planned first = adding.regions().runbooks().getFirst();
    Runbook remove = Runbook.remove(A, world.policy());
    Planned then = new Planned(first.ends().plus(pause), remove, rollOut);
    return adding.with(one.with(first, then)).lasting(adding.span().plus(then.ends()));
  }

  /**
   * How old a snapshot of a Vault may be that lacks no version which may have signed; a grant key's
   * are announced for less, by {@code m}.
   */
  static Duration oldestSnapshot(World world) {
    KeyPolicy policy = world.policy();
    return policy
        .announceFor()
        .minus(policy.longestCopy())
        .minus(policy.maxRingAge())
        .minus(policy.clockError())
        .minus(world.lag());
  }

  /** Clocks that step need three times their error, in both of a version's times. */
  static World withSteppingClocks(World world) {
    KeyPolicy tight = world.policy();
    Duration more = tight.clockError().multipliedBy(2);
    KeyPolicy roomy =
        KeyPolicy.builder()
            .rotateEvery(tight.rotateEvery().plus(more).plus(more))
            .announceFor(tight.announceFor().plus(more))
            .retireAfter(tight.retireAfter().plus(more))
            .refresh(tight.refresh())
            .maxRingAge(tight.maxRingAge())
            .maxPublishedAge(tight.maxPublishedAge())
            .longestCopy(tight.longestCopy())
            .clockError(tight.clockError())
            .longestToken(tight.longestToken())
            .leeway(tight.leeway())
            .build();
    World regions = of(world);
    return regions.with(regions.settings().with(roomy), List.of()).withSteppingClocks();
  }

  private static Duration rollOut(KeyPolicy policy) {
    return policy.refresh().multipliedBy(2);
  }

  private static World two(World world) {
    Regions some = of(world).regions();
    List<Region> two = List.of(A, B);
    World withTwo =
        world
            .with(
                new Regions(
                    two,
                    two,
                    Map.of(),
                    some.vaultClocks(),
                    true,
                    some.snapshots(),
                    some.trouble(),
                    List.of()))
            .withInstances(2)
            .withRotators(1);
    return withTwo.with(of(world).settings(), List.of());
  }

  private static World twoAndOne(World world) {
    World two = two(world);
    return two.with(two.regions().adding(C)).withInstances(1);
  }

  /** It begins when every key is past {@code announce-for}. */
  private static World planned(
      World world, Function<KeyPolicy, Runbook> runbook, Duration rollOut) {
    KeyPolicy policy = world.policy();
    Duration begins = policy.announceFor().plus(policy.retireAfter().dividedBy(3));
    Planned planned = new Planned(begins, runbook.apply(policy), rollOut);
    return world
        .with(world.regions().with(planned))
        .lasting(planned.ends().plus(policy.announceFor()).plus(policy.longestCopy()));
  }
}
