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
    SplittableRandom random = new SplittableRandom(world.policy().hashCode());
    List<Region> all = List.of(A, B, C, D).subList(0, 2 + random.nextInt(3));
    Duration vaultClocks = world.policy().clockError().multipliedBy(random.nextInt(3)).dividedBy(2);
    Regions regions =
        new Regions(
            all,
            all,
            Map.of(),
            vaultClocks,
            random.nextInt(4) > 0,
            random.nextInt(3) == 0,
            3,
            List.of());
    World several = world.with(regions).withInstances(all.size() == 2 ? 2 : 1).withRotators(1);
    return random.nextBoolean()
        ? several.with(several.settings().withGrants(), List.of())
        : several;
  }

  /** Two regions, and a third that a runbook adds when the others' keys are old. */
  static World adding(World world, Function<KeyPolicy, Runbook> runbook) {
    World two = two(of(world));
    return planned(two.with(two.regions().adding(C)), runbook.apply(two.policy()));
  }

  /** Two regions, of which one goes by a runbook. */
  static World changing(World world, Function<KeyPolicy, Runbook> runbook) {
    World two = two(of(world));
    return planned(two, runbook.apply(two.policy()));
  }

  private static World two(World world) {
    Regions some = world.regions();
    return world
        .with(
            new Regions(
                List.of(A, B),
                List.of(A, B),
                Map.of(),
                some.vaultClocks(),
                true,
                some.snapshots(),
                some.trouble(),
                List.of()))
        .withInstances(2);
  }

  /** Begins it when every key is past {@code announce-for}, and lasts as long as a token more. */
  private static World planned(World world, Runbook runbook) {
    KeyPolicy policy = world.policy();
    Duration begins = policy.announceFor().plus(policy.retireAfter().dividedBy(3));
    Duration most =
        begins
            .plus(runbook.takes(policy.refresh().multipliedBy(2)))
            .plus(policy.announceFor())
            .plus(policy.retireAfter())
            .plus(policy.longestCopy());
    return world.with(world.regions().with(new Planned(begins, runbook))).lasting(most);
  }
}
