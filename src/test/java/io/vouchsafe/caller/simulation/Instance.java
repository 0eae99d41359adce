package io.vouchsafe.caller.simulation;

import static java.util.stream.Collectors.toSet;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.caller.simulation.Ledger.Grant;
import io.vouchsafe.caller.simulation.Ledger.Verdict;
import io.vouchsafe.issuer.Rounds;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An instance of the service: reads keys and lists, makes, judges and revokes grants. */
final class Instance {
  private static final Duration KEYS_READ_WITHIN = Duration.ofMillis(900);

  private final Simulation in;
  private final String name;
  private final Duration clockIsAhead;
  private final Map<KeyRole, KeyReading> answers = new EnumMap<>(KeyRole.class);
  private boolean up;
  private int life;
  private Instant cutOffUntil = Instant.MIN;
  private IssuerKeys keys;
  private Rules.Known known;
  private Grants grants;
  private Optional<Instant> listed = Optional.empty();
  private Instant readsSince = Instant.MAX;
  private Instant keysReadSince = Instant.MAX;
  private Set<Integer> published = Set.of();

  Instance(Simulation in, String name) {
    this.in = in;
    this.name = name;
    this.clockIsAhead = in.chance().clockError(world().grants().clockError());
  }

  void boot() {
    up = true;
    life++;
    listed = Optional.empty();
    readsSince = in.time().now();
    keysReadSince = in.time().now();
    published = Set.of();
    answers.clear();
    keys =
        new IssuerKeys(
            answers::get,
            Map.of(KeyRole.RS256, world().keys(), KeyRole.GRANT, world().grants()),
            this::clock,
            new SilentKeyEvents());
    known = world().rules().known(this);
    grants = in.issuer().grants(keys, known.production(), this::clock);
    int ofLife = life;
    Rounds keyRounds = new Rounds(this::readKeys, world().keys().refresh());
    Rounds listRounds = new Rounds(this::list, world().keys().refresh());
    if (world().rules().oneAfterTheOther()) {
      Rounds both = new Rounds(() -> readKeys() & list(), world().keys().refresh());
      in.time().begin(Duration.ZERO, () -> goOn(ofLife, both));
    } else {
      in.time().begin(Duration.ZERO, () -> goOn(ofLife, keyRounds));
      in.time().begin(Duration.ZERO, () -> goOn(ofLife, listRounds));
    }
  }

  private void goOn(int ofLife, Rounds rounds) {
    while (life == ofLife) {
      in.time().pause(in.chance().jittered(rounds.round()));
    }
  }

  void stop() {
    up = false;
    life++;
  }

  void cutOff(Duration forSo) {
    cutOffUntil = in.time().now().plus(forSo);
  }

  private boolean reached() {
    return !in.time().now().isBefore(cutOffUntil);
  }

  private boolean readKeys() {
    int ofLife = life;
    Duration latency = in.chance().upTo(KEYS_READ_WITHIN);
    in.time().pause(latency);
    if (life != ofLife) {
      return false;
    }
    boolean answered = in.vault().up() && reached();
    for (KeyRole role : keys.roles()) {
      answers.put(
          role,
          answered
              ? new KeyReading.Good(in.vault().key(role, clock().minus(latency)))
              : silence(role));
    }
    boolean good = keys.refresh();
    if (good) {
      published =
          in.vault().key(KeyRole.RS256, clock()).versions().stream()
              .map(KeyVersion::number)
              .collect(toSet());
    } else {
      keysReadSince = Instant.MAX;
    }
    keysReadSince = good && keysReadSince == Instant.MAX ? in.time().now() : keysReadSince;
    return good;
  }

  private static KeyReading silence(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("simulated"), KeyFault.Cause.UNREACHABLE, "no", "wait"));
  }

  /** Lists what is revoked; several may be under way. */
  boolean list() {
    int ofLife = life;
    Instant begun = in.time().now();
    boolean good = known.refresh();
    if (ofLife == life) {
      if (!good) {
        readsSince = in.time().now();
      } else if (listed.filter(begun::isBefore).isEmpty()) {
        listed = Optional.of(begun);
      }
      in.judgeSome(this);
      in.lookAtKeys(this);
    }
    return good;
  }

  /** The JWKS is made of all that was read last, and that is not old, whatever the lists do. */
  Optional<String> faultOfKeys(Instant now) {
    Set<Integer> numbers =
        keys.published(KeyRole.RS256, clock()).stream().map(KeyVersion::number).collect(toSet());
    if (!numbers.equals(published)) {
      return Optional.of("the JWKS of %s has %s, not %s".formatted(name, numbers, published));
    }
    Duration bound =
        world()
            .keys()
            .refresh()
            .multipliedBy(11)
            .dividedBy(10)
            .plus(KEYS_READ_WITHIN.multipliedBy(2));
    boolean could = in.vault().up() && reached() && keysReadSince != Instant.MAX;
    return keys.publishedAge()
        .filter(age -> could && now.isAfter(keysReadSince.plus(bound)) && age.compareTo(bound) > 0)
        .map(age -> "the ring of %s is %s old".formatted(name, age));
  }

  Verdict judge(Grant grant) {
    try {
      SimulatedCaller.check(grants, grant.jwt());
      known.check(grant);
      return Verdict.ACCEPTED;
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.UNAVAILABLE) {
        return Verdict.UNAVAILABLE;
      }
      return problem.getMessage().contains("revoked") ? Verdict.REVOKED : Verdict.ENDED;
    }
  }

  Grants grants() {
    return grants;
  }

  void revoke(Broker broker, Optional<String> id, String sub) {
    id.ifPresentOrElse(it -> known.revokeGrant(broker, it), () -> known.revokeSubject(broker, sub));
  }

  Revocations revocations() {
    return SimulatedCaller.revocations(
        List.of(SimulatedCaller.source(Region.HOME, store())),
        world().grants(),
        in.issuer().audit(),
        this::clock,
        this::waitFor);
  }

  RevocationStore store() {
    return in.vault().store(this::reached);
  }

  void waitFor(Duration duration) {
    if (duration.isPositive()) {
      in.time().pause(duration);
    }
  }

  World world() {
    return in.world();
  }

  Instant clock() {
    return in.time().now().plus(clockIsAhead);
  }

  String name() {
    return name;
  }

  boolean up() {
    return up;
  }

  int life() {
    return life;
  }

  /** When the reading began that counts. */
  Optional<Instant> listed() {
    return listed;
  }

  /** Since when no reading of the list has failed. */
  Instant readsSince() {
    return readsSince;
  }

  /** Whether the grant key is known well enough to check grants. */
  boolean grantKeyRead(Instant now) {
    return keys.life(KeyRole.GRANT)
        .filter(
            it ->
                Duration.between(it.key().readAt(), clock())
                        .compareTo(world().grants().maxPublishedAge())
                    <= 0)
        .isPresent();
  }
}
