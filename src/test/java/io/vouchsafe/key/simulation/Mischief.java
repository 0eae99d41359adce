package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.simulation.Outcome.Revocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What goes wrong in a world, and what Vault admins do unasked. Chance is not fair: around a
 * rotation it likes to have instances read just before, and to cut them off just after.
 */
final class Mischief {
  private final Simulation in;
  private final List<Revocation> revocations = new ArrayList<>();

  Mischief(Simulation in) {
    this.in = in;
  }

  void begin() {
    breakThings();
    admin();
  }

  List<Revocation> revocations() {
    return List.copyOf(revocations);
  }

  private void breakThings() {
    int regions = in.world().regions().all().size();
    sometimes(2 * regions, () -> any().answersNothingUntil(in.now().plus(longOrShort())));
    sometimes(
        2 * regions, () -> anyInstance(instance -> instance.cutOff(anyRegion(), longOrShort())));
    sometimes(
        2 * regions,
        () ->
            anyInstance(
                instance -> {
                  instance.stop();
                  in.after(in.upTo(policy().refresh()), instance::boot);
                }));
    sometimes(40, () -> anyInstance(instance -> instance.issueSlowly(anyRole())));
    sometimes(in.world().regions().trouble(), this::partition);
    sometimes(in.world().regions().trouble(), this::rotateEverywhere);
    if (in.world().steps()) {
      sometimes(20, () -> anyInstance(Instance::stepClock));
    }
  }

  /** No instance of one region reaches the Vault of another; some restart meanwhile. */
  private void partition() {
    Region here = anyRegion();
    Region there = anyRegion();
    Duration time = longOrShort();
    in.instances().stream()
        .filter(instance -> instance.home().equals(here))
        .forEach(
            instance -> {
              instance.cutOff(there, time);
              if (instance.inService() && in.likely(0.3)) {
                instance.boot();
              }
            });
  }

  /** Every region rotates, at one instant or one after the other. */
  private void rotateEverywhere() {
    KeyRole role = anyRole();
    boolean atOnce = in.likely(0.5);
    for (Region region : in.world().regions().all()) {
      in.after(
          atOnce ? Duration.ZERO : in.upTo(policy().announceFor()), () -> rotate(region, role));
    }
  }

  private void admin() {
    World.Admin admin = in.world().admin();
    sometimes(
        admin.rotations(),
        () -> {
          Region region = anyRegion();
          KeyRole role = anyRole();
          rotate(region, role);
          if (in.likely(0.5)) {
            in.after(in.upTo(policy().announceFor()), () -> rotate(region, role));
          }
        });
    sometimes(
        admin.lowers(),
        () -> {
          KeyRole role = anyRole();
          SimulatedVault vault = any();
          if (vault.has(role)) {
            vault.lower(role, 1 + in.anyOf(vault.now(role).latest()), in.now());
          }
        });
    sometimes(admin.revocations(), this::revoke);
    sometimes(admin.storms(), this::storm);
    sometimes(admin.restores(), () -> restore(any()));
  }

  /** After that somebody rotates until no version is missing, as the runbook says. */
  private void restore(SimulatedVault vault) {
    List<KeyRole> made = in.world().settings().roles().stream().filter(vault::has).toList();
    for (KeyRole role : made) {
      int newest = vault.now(role).latest();
      in.after(
          in.upTo(policy().announceFor()),
          () -> {
            while (vault.has(role) && vault.now(role).latest() < newest) {
              rotate(vault.region(), role);
            }
          });
    }
    vault.restore(in.now(), in.upTo(in.world().admin().oldest()));
  }

  /**
   * Rotates a key at a pace, for a while. Most of the paces bring a third or fourth version to
   * where a rule that counts versions, or their time, draws its line.
   */
  private void storm() {
    Region region = anyRegion();
    KeyRole role = anyRole();
    Duration last = in.likely(0.5) ? policy().announceFor() : policy().maxPublishedAge();
    Duration line = last.minus(policy().maxRingAge());
    Duration pace =
        in.likely(0.8) ? line.dividedBy(1 + in.anyOf(4)) : in.upTo(policy().announceFor());
    int times = 1 + in.anyOf(30);
    for (int i = 0; i < times; i++) {
      in.after(
          pace.multipliedBy(i).plus(in.upTo(Duration.ofSeconds(1))), () -> rotate(region, role));
    }
  }

  /** Only the newest version stays; a version that was announced comes into use early. */
  private void revoke() {
    SimulatedVault vault = any();
    KeyRole role = anyRole();
    if (!vault.has(role)) {
      return;
    }
    if (vault.now(role).listed().size() == 1) {
      rotate(vault.region(), role);
    }
    List<Kid> gone =
        vault.now(role).versions().stream()
            .limit(vault.now(role).latest() - 1L)
            .map(KeyVersion::kid)
            .toList();
    vault.raise(role, vault.now(role).latest(), in.now());
    revocations.add(new Revocation(in.now(), Set.copyOf(gone)));
  }

  void rotate(Region region, KeyRole role) {
    if (!in.vault(region).has(role)) {
      return;
    }
    in.instances().stream()
        .filter(instance -> in.likely(0.5))
        .forEach(instance -> instance.readNow(region));
    in.vault(region).rotate(role, in.now());
    Duration lag = in.mostLag();
    in.instances()
        .forEach(
            instance ->
                in.after(
                    lag.minusMillis(lag.isZero() ? 0 : 1), () -> learnLittle(instance, region)));
  }

  /** Who read from a standby just before it had the news, and is cut off then, knows least. */
  private void learnLittle(Instance instance, Region region) {
    if (in.likely(0.3)) {
      instance.readNow(region);
    }
    if (in.likely(0.3)) {
      instance.cutOff(region, longOrShort());
    }
  }

  /** Up to a refresh or two, or up to as long as a version lives. */
  private Duration longOrShort() {
    return in.likely(0.5)
        ? in.upTo(policy().refresh().multipliedBy(2))
        : in.upTo(policy().announceFor().plus(policy().retireAfter()).multipliedBy(3).dividedBy(2));
  }

  private void sometimes(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      in.at(Simulation.BIRTH.plusSeconds(1).plus(in.upTo(in.world().span())), action);
    }
  }

  private void anyInstance(Consumer<Instance> happens) {
    Instance instance = in.anyOf(in.instances());
    if (instance.inService()) {
      happens.accept(instance);
    }
  }

  private Region anyRegion() {
    return in.anyOf(in.world().regions().all());
  }

  private SimulatedVault any() {
    return in.vault(anyRegion());
  }

  private KeyRole anyRole() {
    return in.anyOf(List.copyOf(in.world().settings().roles()));
  }

  private KeyPolicy policy() {
    return in.policy();
  }
}
