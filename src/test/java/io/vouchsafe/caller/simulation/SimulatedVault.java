package io.vouchsafe.caller.simulation;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Keys that sign and never retire, and the names of revocations, also as they were before. */
final class SimulatedVault {
  private static final Duration QUICK = Duration.ofMillis(20);

  private final Region region;
  private final VirtualTime time;
  private final Chance chance;
  private final World world;
  private final Consumer<String> removed;
  private final Map<KeyRole, List<KeyVersion>> versions = new EnumMap<>(KeyRole.class);
  private final TreeMap<Instant, Set<String>> names = new TreeMap<>();
  private Instant downUntil = Instant.MIN;
  private Instant kvDownUntil = Instant.MIN;

  SimulatedVault(
      Region region, VirtualTime time, Chance chance, World world, Consumer<String> removed) {
    this.region = region;
    this.time = time;
    this.chance = chance;
    this.world = world;
    this.removed = removed;
    names.put(Instant.MIN, Set.of());
    rotate(KeyRole.RS256);
    rotate(KeyRole.GRANT);
  }

  Region region() {
    return region;
  }

  void rotate(KeyRole role) {
    List<KeyVersion> all = versions.computeIfAbsent(role, ignored -> new ArrayList<>());
    int number = all.size() + 1;
    all.add(
        new KeyVersion(
            number,
            time.now(),
            Keys.pair(role.algorithm(), 1).getPublic(),
            new Kid(region + "/" + role + "-" + number)));
  }

  SigningKey key(KeyRole role, Instant readAt) {
    return new SigningKey(
        role,
        role.keyName("simulated"),
        List.copyOf(versions.get(role)),
        1,
        KeyTraits.SAFE,
        readAt);
  }

  void down(Duration forSo) {
    downUntil = time.now().plus(forSo);
  }

  void kvDown(Duration forSo) {
    kvDownUntil = time.now().plus(forSo);
  }

  boolean up() {
    return !time.now().isBefore(downUntil);
  }

  private Set<String> names() {
    return names.lastEntry().getValue();
  }

  /** The entries, for one process; its calls pause. */
  RevocationStore store(BooleanSupplier reached) {
    return new RevocationStore() {
      @Override
      public Duration timeout() {
        return world.timeout();
      }

      @Override
      public List<String> list(Deadline deadline) throws Fault {
        Duration toAnswer = latency();
        arrive(toAnswer);
        Set<String> seen = names.floorEntry(time.now().minus(lag())).getValue();
        leave(toAnswer);
        return List.copyOf(seen);
      }

      @Override
      public void add(String name, Deadline deadline) throws Fault {
        Duration toAnswer = latency();
        arrive(toAnswer);
        boolean added = change(name, true);
        leave(toAnswer);
        if (!added) {
          throw new Fault("denied", "wait", true);
        }
      }

      @Override
      public void remove(String name) throws Fault {
        Duration toAnswer = latency();
        arrive(toAnswer);
        if (change(name, false)) {
          removed.accept(name);
        }
        leave(toAnswer);
      }

      private void arrive(Duration toAnswer) throws Fault {
        time.pause(toAnswer.dividedBy(2));
        if (!reached.getAsBoolean() || !up() || time.now().isBefore(kvDownUntil)) {
          time.pause(chance.likely(0.5) ? world.timeout().minus(toAnswer.dividedBy(2)) : QUICK);
          throw new Fault("no answer", "wait", false);
        }
      }

      /** Now and then an answer is lost, whatever came of the call. */
      private void leave(Duration toAnswer) throws Fault {
        time.pause(toAnswer.dividedBy(2));
        if (chance.likely(0.03)) {
          throw new Fault("the answer was lost", "wait", false);
        }
      }
    };
  }

  private boolean change(String name, boolean add) {
    Set<String> changed = new TreeSet<>(names());
    boolean done = add ? changed.add(name) : changed.remove(name);
    names.put(time.now(), changed);
    return done;
  }

  private Duration latency() {
    return chance.upTo(chance.likely(0.25) ? world.timeout() : QUICK);
  }

  private Duration lag() {
    return chance.likely(0.5)
        ? Duration.ZERO
        : chance.likely(0.5) ? world.lag() : chance.upTo(world.lag());
  }
}
