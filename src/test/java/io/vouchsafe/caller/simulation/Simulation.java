package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.ExpiredRevocations;
import io.vouchsafe.caller.IssuedGrant;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.caller.simulation.Ledger.Grant;
import io.vouchsafe.caller.simulation.Ledger.Revocation;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One run: what happens in a {@link World} is drawn from the seed, in virtual time. */
final class Simulation {
  private static final Instant BIRTH = Instant.parse("2026-01-01T00:20:00Z");
  private static final int GRANTS = 16;
  private static final int JOBS = 3;
  private static final String JOB = "job:";
  static final Duration QUICK = Duration.ofMillis(20);
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final World world;
  private final Chance chance;
  private final VirtualTime time = new VirtualTime(BIRTH);
  private final SimulatedIssuer issuer = new SimulatedIssuer();
  private final Ledger ledger;
  private final List<SimulatedVault> vaults;
  private final List<Instance> instances = new ArrayList<>();

  Simulation(World world, long seed) {
    this.world = world;
    this.chance = new Chance(seed);
    this.ledger = new Ledger(world);
    this.vaults =
        IntStream.rangeClosed(1, world.regions())
            .mapToObj(i -> new Region("region-" + i))
            .map(it -> new SimulatedVault(it, time, chance, world, this::removed))
            .toList();
  }

  /** Runs it to its end. */
  Outcome run() {
    for (int i = 1; i <= world.instances(); i++) {
      Instance instance = new Instance(this, "instance " + i, homeFirst(i % vaults.size()));
      instances.add(instance);
      time.after(chance.upTo(refresh()), instance::boot);
    }
    vaults.forEach(vault -> time.begin(refresh(), () -> cleaning(vault)));
    new Breakage(this, vaults, instances).plan();
    grantAndRevoke();
    time.run(BIRTH.plus(world.span()));
    return ledger.outcome();
  }

  private List<SimulatedVault> homeFirst(int home) {
    List<SimulatedVault> order = new ArrayList<>(vaults);
    order.addFirst(order.remove(home));
    return order;
  }

  /** Chance is not fair: readings like to begin around a revocation, beside the regular ones. */
  private void listBesides() {
    instances.stream()
        .filter(instance -> instance.up() && chance.likely(0.6))
        .forEach(Instance::listBesides);
  }

  private void grantAndRevoke() {
    for (int i = 0; i < GRANTS; i++) {
      time.begin(chance.upTo(world.making()), this::grant);
    }
    sometimesSoon(4, () -> revoke(Optional.empty(), JOB + chance.below(JOBS)));
    sometimesSoon(8, this::revokeOne);
  }

  private void sometimesSoon(int times, Runnable process) {
    for (int i = 0; i < times; i++) {
      Duration from = refresh().multipliedBy(2);
      time.begin(from.plus(chance.upTo(world.making())), process);
    }
  }

  private void grant() {
    Instance maker = any();
    Broker broker = chance.anyOf(issuer.brokers());
    String job = Integer.toString(chance.below(JOBS));
    Duration expiresIn =
        chance.likely(0.7)
            ? world.longestGrant()
            : Duration.ofMinutes(1).plus(chance.upTo(world.longestGrant().minusMinutes(1)));
    if (maker.up()) {
      make(maker, broker, job, expiresIn.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  private void make(Instance maker, Broker broker, String job, Duration expiresIn) {
    Instant asked = time.now();
    Instant issuedAt = maker.clock().truncatedTo(ChronoUnit.SECONDS);
    try {
      IssuedGrant made = SimulatedCaller.issue(maker.grants(), broker, job, expiresIn);
      Kid kid = SimulatedIssuer.kid(made.value());
      Grant grant =
          new Grant(
              made.value(),
              kid,
              new Region(kid.value().split("/")[0]),
              made.id(),
              broker.name(),
              JOB + job,
              maker,
              asked,
              time.now(),
              issuedAt,
              made.expiresAt());
      ledger.made(grant);
      if (chance.likely(0.3)) {
        time.begin(chance.upTo(refresh()), () -> revoke(Optional.of(grant), grant.sub()));
      }
    } catch (Problem unavailable) {
      requireUnavailable(unavailable);
      if (ledger.revokedHere(maker, broker.name(), JOB + job, asked)
          && unavailable.getMessage().contains("revoked a moment ago")) {
        ledger.violated("no grant can be had after the answer, at " + asked);
      }
    }
  }

  private static void requireUnavailable(Problem problem) {
    if (problem.kind() != Problem.Kind.UNAVAILABLE) {
      throw problem;
    }
  }

  private void revokeOne() {
    if (!ledger.grants().isEmpty()) {
      Grant grant = chance.anyOf(ledger.grants());
      revoke(Optional.of(grant), grant.sub());
    }
  }

  /** One in ten is asked for by a broker that did not make the grant. */
  private void revoke(Optional<Grant> grant, String sub) {
    Instance at = any();
    Broker broker =
        issuer.brokers().stream()
            .filter(
                it ->
                    chance.likely(0.9)
                        && grant.stream().anyMatch(g -> g.broker().equals(it.name())))
            .findFirst()
            .orElseGet(() -> chance.anyOf(issuer.brokers()));
    if (!at.up()) {
      return;
    }
    int life = at.life();
    Optional<String> id = grant.map(Grant::id);
    Revocation revocation = new Revocation(at, broker.name(), id, sub, time.now());
    ledger.asked(revocation);
    listBesides();
    try {
      at.revoke(broker, id, sub);
      listBesides();
      if (at.life() == life) {
        revocation.answered(time.now());
        if (id.isEmpty() && chance.likely(0.5)) {
          make(at, broker, sub.substring(JOB.length()), Duration.ofMinutes(5));
        }
        judgeAll();
        time.after(world.lag().plus(world.listIsGood()).plus(MOMENT), this::judgeAll);
        time.after(chance.upTo(world.timeout()), this::judgeAll);
        time.after(chance.upTo(refresh().multipliedBy(2)), this::judgeAll);
      }
    } catch (Problem unavailable) {
      requireUnavailable(unavailable);
    }
  }

  private void cleaning(SimulatedVault vault) {
    Duration ahead = chance.clockError(world.grants().clockError());
    ExpiredRevocations expired =
        new ExpiredRevocations(
            vault.store(() -> true),
            () -> time.now().plus(ahead).plus(world.rules().removesEarly()));
    while (true) {
      try {
        expired.remove();
      } catch (RevocationStore.Fault fault) {
        time.pause(MOMENT);
      }
      time.pause(chance.jittered(refresh()));
    }
  }

  private void removed(String name) {
    ledger.removed(name, time.now());
    time.after(chance.upTo(refresh().multipliedBy(2)), this::judgeAll);
  }

  private void judgeAll() {
    List<Grant> living = living();
    instances.forEach(instance -> living.forEach(it -> judge(instance, it)));
  }

  /** An instance judges a few of the grants. */
  void judgeSome(Instance instance) {
    List<Grant> living = living();
    for (int i = 0; i < 3 && !living.isEmpty(); i++) {
      judge(instance, chance.anyOf(living));
    }
  }

  /** Grants that some clock may call living, and a few that none does. */
  private List<Grant> living() {
    Instant ended = time.now().minus(world.grants().clockError().multipliedBy(3));
    return ledger.grants().stream().filter(it -> it.expiresAt().isAfter(ended)).toList();
  }

  private void judge(Instance instance, Grant grant) {
    if (instance.up()) {
      ledger.judged(instance, grant, instance.judge(grant), time.now());
    }
  }

  void lookAtKeys(Instance instance) {
    instance.faultOfKeys().ifPresent(it -> ledger.violated(it + ", at " + time.now()));
    ledger.judgedOfAStranger(
        instance, instance.judge(issuer.grantOfAStranger(), () -> {}), time.now());
  }

  private Instance any() {
    return chance.anyOf(instances);
  }

  private Duration refresh() {
    return world.grants().refresh();
  }

  World world() {
    return world;
  }

  Chance chance() {
    return chance;
  }

  VirtualTime time() {
    return time;
  }

  SimulatedIssuer issuer() {
    return issuer;
  }
}
