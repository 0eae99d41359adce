package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.simulation.Outcome.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One run: what happens in a {@link World} is drawn from the seed, in virtual time. Chance is not
 * fair: around a rotation it likes to read just before, and to be cut off just after.
 */
final class Simulation {
  static final Instant BIRTH = Instant.parse("2026-01-01T00:00:00Z");

  private record Event(Instant at, long order, Runnable action) {}

  private final World world;
  private final RandomGenerator random;
  private final SimulatedVault vault = new SimulatedVault();
  private final Ledger ledger = new Ledger();
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparing(Event::at).thenComparingLong(Event::order));
  private final List<Instance> instances = new ArrayList<>();
  private final List<Rotator> rotators = new ArrayList<>();
  private final List<Revocation> revocations = new ArrayList<>();
  private long scheduled;
  private Instant now = BIRTH;
  private Instant outageUntil = Instant.MIN;

  Simulation(World world, long seed) {
    this.world = world;
    this.random = new SplittableRandom(seed ^ 0x5eed);
  }

  /** Runs it to its end. */
  Outcome run() {
    populate();
    breakThings();
    admin();
    changes();
    Instant end = BIRTH.plus(world.span());
    while (!events.isEmpty() && !events.peek().at().isAfter(end)) {
      Event next = events.poll();
      now = next.at();
      next.action().run();
    }
    instances.forEach(Instance::stop);
    return new Outcome(
        ledger.check(),
        vault.rotations(),
        vault.mostListed(),
        ledger.mostPublished(),
        ledger.tokens(),
        ledger.copies(),
        ledger.allTokens(),
        List.copyOf(revocations));
  }

  private void populate() {
    world.made().forEach((role, age) -> at(BIRTH.plus(age), () -> vault.make(role, now)));
    for (int i = 1; i <= world.instances(); i++) {
      Instance instance = new Instance(this, "instance " + i);
      instances.add(instance);
      after(upTo(policy().refresh()), instance::boot);
    }
    for (int i = 1; i <= world.rotators(); i++) {
      Rotator rotator = new Rotator(this, "rotator " + i);
      rotators.add(rotator);
      after(Duration.ofSeconds(2).plus(upTo(policy().refresh())), rotator::tick);
    }
  }

  private void breakThings() {
    sometimes(2, () -> outageUntil = now.plus(longOrShort()));
    sometimes(2, () -> any().cutOff(longOrShort()));
    sometimes(
        2,
        () -> {
          Instance instance = any();
          instance.stop();
          after(upTo(policy().refresh()), instance::boot);
        });
    sometimes(40, () -> any().issueSlowly(anyRole()));
    if (world.steps()) {
      sometimes(20, () -> any().stepClock());
    }
  }

  private void admin() {
    sometimes(
        world.admin().rotations(),
        () -> {
          KeyRole role = anyRole();
          rotateNow(role);
          if (likely(0.5)) {
            after(upTo(policy().announceFor()), () -> rotateNow(role));
          }
        });
    sometimes(
        world.admin().lowers(),
        () -> {
          KeyRole role = anyRole();
          vault.lower(role, 1 + random.nextInt(vault.now(role).latest()), now);
        });
    sometimes(world.admin().revocations(), this::revoke);
    sometimes(world.admin().storms(), this::storm);
  }

  /**
   * Rotates a key at a pace, for a while. Most of the paces bring a third or fourth version to
   * where a rule that counts versions, or their time, draws its line.
   */
  private void storm() {
    KeyRole role = anyRole();
    Duration last = likely(0.5) ? policy().announceFor() : policy().maxPublishedAge();
    Duration line = last.minus(policy().maxRingAge());
    Duration pace =
        likely(0.8) ? line.dividedBy(1 + random.nextInt(4)) : upTo(policy().announceFor());
    int times = 1 + random.nextInt(30);
    for (int i = 0; i < times; i++) {
      after(pace.multipliedBy(i).plus(upTo(Duration.ofSeconds(1))), () -> rotateNow(role));
    }
  }

  /** Only the newest version stays; a version that was announced comes into use early. */
  private void revoke() {
    KeyRole role = anyRole();
    if (vault.now(role).listed().size() == 1) {
      rotateNow(role);
    }
    List<Kid> gone =
        vault.now(role).versions().stream()
            .limit(vault.now(role).latest() - 1L)
            .map(KeyVersion::kid)
            .toList();
    vault.raise(role, vault.now(role).latest(), now);
    revocations.add(new Revocation(now, Set.copyOf(gone)));
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
          .filter(other -> other != rotator)
          .forEach(other -> after(pause, () -> other.lookAgain(role)));
    }
  }

  /** A rotator's request; its answer may be lost, which nobody here would notice. */
  void rotate(KeyRole role) {
    if (vaultAnswers()) {
      after(latency(), () -> rotateNow(role));
    }
  }

  void raise(KeyRole role, int below) {
    if (below > vault.now(role).latest()) {
      ledger.violated("the last version of " + role + " was to be retired");
    } else if (vaultAnswers()) {
      after(latency(), () -> vault.raise(role, below, now));
    }
  }

  private void rotateNow(KeyRole role) {
    Duration lag = world.lag().plus(world.excess().lag());
    instances.stream().filter(instance -> likely(0.5)).forEach(Instance::readNow);
    vault.rotate(role, now);
    instances.forEach(
        instance -> after(lag.minusMillis(lag.isZero() ? 0 : 1), () -> learnLittle(instance)));
  }

  /** Who read from a standby just before it had the news, and is cut off then, knows least. */
  private void learnLittle(Instance instance) {
    if (likely(0.3)) {
      instance.readNow();
    }
    if (likely(0.3)) {
      instance.cutOff(longOrShort());
    }
  }

  /** Up to a refresh or two, or up to as long as a version lives. */
  private Duration longOrShort() {
    return likely(0.5)
        ? upTo(policy().refresh().multipliedBy(2))
        : upTo(policy().announceFor().plus(policy().retireAfter()).multipliedBy(3).dividedBy(2));
  }

  private void sometimes(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      at(BIRTH.plusSeconds(1).plus(upTo(world.span())), action);
    }
  }

  private Instance any() {
    return instances.get(random.nextInt(instances.size()));
  }

  private KeyRole anyRole() {
    return anyOf(List.copyOf(world.settings().roles()));
  }

  private <T> T anyOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private KeyPolicy policy() {
    return world.settings().policy();
  }

  World world() {
    return world;
  }

  SimulatedVault vault() {
    return vault;
  }

  Ledger ledger() {
    return ledger;
  }

  Instant now() {
    return now;
  }

  boolean vaultAnswers() {
    return !now.isBefore(outageUntil);
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
    Duration most = world.lag().plus(world.excess().lag());
    return likely(0.5) ? Duration.ZERO : likely(0.5) ? most : upTo(most);
  }

  /** How far a clock is ahead of Vault's; the extremes are the likeliest. */
  Duration clockError() {
    Duration most = policy().clockError().plus(world.excess().clocks());
    Duration error = likely(0.6) ? most : upTo(most);
    return likely(0.5) ? error : error.negated();
  }
}
