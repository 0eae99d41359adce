package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** One run: what happens in a {@link World} is drawn from the seed, in virtual time. */
final class Simulation {
  static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(Instant at, long order, Runnable action) {}

  private final World world;
  private final RandomGenerator random;
  private final Map<Region, SimulatedVault> vaults = new LinkedHashMap<>();
  private final Ledger ledger = new Ledger();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final List<Instance> instances = new ArrayList<>();
  private final List<Rotator> rotators = new ArrayList<>();
  private final Mischief mischief;
  private final Operator operator;
  private long scheduled;
  private Instant now = BIRTH;

  Simulation(World world, long seed) {
    this.world = world;
    this.random = new SplittableRandom(seed ^ 0x5eed);
    world
        .regions()
        .all()
        .forEach(region -> vaults.put(region, new SimulatedVault(region, vaultClock())));
    this.mischief = new Mischief(this);
    this.operator = new Operator(this);
  }

  /** Runs it to its end. */
  Outcome run() {
    populate();
    mischief.begin();
    changes();
    world.regions().runbooks().forEach(operator::carryOut);
    Instant end = BIRTH.plus(world.span());
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      Event next = events.poll();
      now = next.at();
      next.action().run();
    }
    instances.forEach(Instance::stop);
    return new Outcome(
        ledger.check(),
        vaults.values().stream().mapToInt(SimulatedVault::rotations).sum(),
        vaults.values().stream().mapToInt(SimulatedVault::mostListed).max().orElseThrow(),
        ledger.mostPublished(),
        ledger.tokens(),
        ledger.copies(),
        ledger.allTokens(),
        mischief.revocations());
  }

  private void populate() {
    for (Region region : world.regions().all()) {
      for (int i = 1; i <= world.instances(); i++) {
        instances.add(new Instance(this, region, "instance %d of %s".formatted(i, region)));
      }
      for (int i = 1; i <= world.rotators(); i++) {
        rotators.add(new Rotator(this, region, "rotator %d of %s".formatted(i, region)));
      }
    }
    world.regions().atFirst().forEach(operator::foundAtFirst);
  }

  private void changes() {
    Duration begins = Duration.ZERO;
    for (World.Change change : world.changes()) {
      begins = begins.plus(change.pause());
      for (Instance instance : instances) {
        at(
            BIRTH.plus(begins).plus(upTo(change.rollOut())),
            () -> instance.change(change.settings()));
      }
      for (Rotator rotator : rotators) {
        at(
            BIRTH.plus(begins).plus(upTo(change.rollOut())),
            () -> rotator.change(change.settings()));
      }
      begins = begins.plus(change.rollOut());
    }
  }

  /**
   * A rotator found that a rotation is due; it looks once more, and others may at the same time.
   */
  void lookAgain(Rotator rotator, KeyRole role) {
    Duration pause = upTo(policy().refresh().dividedBy(4));
    after(pause, () -> rotator.lookAgain(role));
    if (likely(0.3)) {
      rotators.stream()
          .filter(other -> other != rotator && other.home().equals(rotator.home()))
          .forEach(other -> after(pause, () -> other.lookAgain(role)));
    }
  }

  /** A rotator's request; its answer may be lost, which nobody here would notice. */
  void rotate(Region region, KeyRole role) {
    if (vault(region).answers(now)) {
      after(latency(), () -> mischief.rotate(region, role));
    }
  }

  void raise(Region region, KeyRole role, int below) {
    if (below > vault(region).now(role).latest()) {
      ledger.violated("the last version of " + role + " was to be retired");
    } else if (vault(region).answers(now)) {
      after(latency(), () -> vault(region).raise(role, below, now));
    }
  }

  KeyPolicy policy() {
    return world.settings().policy();
  }

  World world() {
    return world;
  }

  SimulatedVault vault(Region region) {
    return vaults.get(region);
  }

  List<Instance> instances() {
    return instances;
  }

  List<Rotator> rotators() {
    return rotators;
  }

  Ledger ledger() {
    return ledger;
  }

  Instant now() {
    return now;
  }

  void at(Instant instant, Runnable action) {
    events.add(new Event(instant.isBefore(now) ? now : instant, scheduled++, action));
  }

  void after(Duration pause, Runnable action) {
    at(now.plus(pause), action);
  }

  boolean likely(double chance) {
    return random.nextDouble() < chance;
  }

  /** A number from zero to {@code count} - 1. */
  int anyOf(int count) {
    return random.nextInt(count);
  }

  <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A time from zero to {@code most}. */
  Duration upTo(Duration most) {
    return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
  }

  Duration jittered(Duration pause) {
    return pause.multipliedBy(9).dividedBy(10).plus(upTo(pause.dividedBy(5)));
  }

  Duration latency() {
    return likely(0.1) ? upTo(Duration.ofMillis(900)) : upTo(Duration.ofMillis(20));
  }

  /** How far the node that answers now is behind. */
  Duration lag() {
    Duration most = mostLag();
    return likely(0.5) ? Duration.ZERO : likely(0.5) ? most : upTo(most);
  }

  Duration mostLag() {
    return world.lag().plus(world.excess().lag());
  }

  /** How far a clock is ahead of what is right; with a Vault's error it makes {@code e}. */
  Duration clockError() {
    Duration rest = policy().clockError().minus(world.regions().vaultClocks());
    return error((rest.isNegative() ? Duration.ZERO : rest).plus(world.excess().clocks()));
  }

  private Duration vaultClock() {
    return error(world.regions().vaultClocks());
  }

  /** The extremes are the likeliest. */
  private Duration error(Duration most) {
    Duration error = likely(0.6) ? most : upTo(most);
    return likely(0.5) ? error : error.negated();
  }
}
