package io.vouchsafe.key.simulation;

import io.vouchsafe.key.Region;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The regions of a world, each with a Vault, instances and rotators of its own.
 *
 * @param all every region that there ever is
 * @param atFirst those that there are from the start
 * @param made how long after the issuer's birth a region's keys are made; at once unless set
 * @param vaultClocks how far a Vault's clock is off; what is left of {@code clock-error} is the
 *     instances'
 * @param signs whether instances may sign in the Vaults of other regions
 * @param snapshots whether some restarts find a ring snapshot
 * @param trouble how often each kind of trouble comes that only regions have
 * @param runbooks what is done to regions, when
 */
record Regions(
    List<Region> all,
    List<Region> atFirst,
    Map<Region, Duration> made,
    Duration vaultClocks,
    boolean signs,
    boolean snapshots,
    int trouble,
    List<Planned> runbooks) {
  static final Region A = new Region("a");
  static final Region B = new Region("b");
  static final Region C = new Region("c");
  static final Region D = new Region("d");

  /** An issuer that has one region, whose Vault has everybody's clock. */
  static final Regions ONE =
      new Regions(
          List.of(Region.HOME),
          List.of(Region.HOME),
          Map.of(),
          Duration.ZERO,
          false,
          false,
          0,
          List.of());

  /**
   * A runbook that is carried out.
   *
   * @param begins how long after the issuer's birth
   * @param rollOut how long it takes until a step is done at every instance
   */
  record Planned(Duration begins, Runbook runbook, Duration rollOut) {
    /** When its last step is done. */
    Duration ends() {
      return runbook.steps().stream()
          .map(step -> step.pause().plus(rollOut))
          .reduce(begins, Duration::plus);
    }
  }

  Regions {
    all = List.copyOf(all);
    atFirst = List.copyOf(atFirst);
    made = Map.copyOf(made);
    runbooks = List.copyOf(runbooks);
  }

  /** The same with {@code later} as one more region, which a runbook adds. */
  Regions adding(Region later) {
    List<Region> more = new ArrayList<>(all);
    more.add(later);
    return new Regions(more, atFirst, made, vaultClocks, signs, snapshots, trouble, runbooks);
  }

  Regions withVaultClocks(Duration changed) {
    return new Regions(all, atFirst, made, changed, signs, snapshots, trouble, runbooks);
  }

  /** The same without snapshots, which tell restarting instances what they cannot read. */
  Regions withoutSnapshots() {
    return new Regions(all, atFirst, made, vaultClocks, signs, false, trouble, runbooks);
  }

  Regions with(Planned... changed) {
    return new Regions(
        all, atFirst, made, vaultClocks, signs, snapshots, trouble, List.of(changed));
  }
}
