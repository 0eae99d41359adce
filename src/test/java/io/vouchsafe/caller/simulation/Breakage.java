package io.vouchsafe.caller.simulation;

import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.util.List;

/** What breaks in one run, and when. */
final class Breakage {
  private final Simulation in;
  private final World world;
  private final Chance chance;
  private final VirtualTime time;
  private final List<SimulatedVault> vaults;
  private final List<Instance> instances;

  Breakage(Simulation in, List<SimulatedVault> vaults, List<Instance> instances) {
    this.in = in;
    this.world = in.world();
    this.chance = in.chance();
    this.time = in.time();
    this.vaults = vaults;
    this.instances = instances;
  }

  private Instance any() {
    return chance.anyOf(instances);
  }

  private SimulatedVault anyVault() {
    return vaults.size() == 1 ? vaults.getFirst() : chance.anyOf(vaults);
  }

  /** Draws it all. */
  void plan() {
    breakThings();
    if (vaults.size() > 1) {
      breakBetweenRegions();
    }
  }

  private void breakThings() {
    sometimes(2, () -> anyVault().kvDown(longOrShort()));
    sometimes(1, () -> anyVault().down(longOrShort()));
    sometimes(2, () -> any().cutOff(longOrShort()));
    sometimes(1, () -> anyVault().rotate(chance.likely(0.5) ? KeyRole.GRANT : KeyRole.RS256));
    sometimes(
        2,
        () -> {
          Instance instance = any();
          instance.stop();
          time.after(chance.upTo(refresh()), instance::boot);
        });
    sometimes(60, () -> instances.forEach(in::judgeSome));
    if (world.kvAway()) {
      sometimes(1, () -> vaults.forEach(vault -> vault.kvDown(world.span())));
    }
  }

  /** Instances lose sight of a region, rotations there included, and now and then it is lost. */
  private void breakBetweenRegions() {
    sometimes(4, () -> any().cutOff(anyVault().region(), longOrShort()));
    sometimes(
        2,
        () -> {
          SimulatedVault vault = anyVault();
          any().cutOff(vault.region(), refresh().multipliedBy(25));
          vault.rotate(KeyRole.GRANT);
        });
    sometimes(2, () -> anyVault().kvDown(refresh().multipliedBy(12)));
    if (chance.likely(0.2)) {
      sometimes(1, () -> anyVault().down(world.span()));
    }
  }

  private void sometimes(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      time.after(refresh().plus(chance.upTo(world.span())), action);
    }
  }

  private Duration longOrShort() {
    return chance.upTo(refresh().multipliedBy(chance.likely(0.5) ? 2 : 8));
  }

  private Duration refresh() {
    return world.grants().refresh();
  }
}
