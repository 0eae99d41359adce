package io.vouchsafe.caller.simulation;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.caller.simulation.Ledger.Grant;
import io.vouchsafe.caller.simulation.Ledger.Verdict;
import io.vouchsafe.issuer.Rounds;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An instance of the service: reads keys and lists, makes, judges and revokes grants. */
final class Instance {
  private final Simulation in;
  private final String name;
  private final List<Sight> sights;
  private final Duration clockIsAhead;
  private boolean up;
  private int life;
  private IssuerKeys keys;
  private Rules.Known known;
  private Grants grants;

  /**
   * @param vaults of all regions, home's first
   */
  Instance(Simulation in, String name, List<SimulatedVault> vaults) {
    this.in = in;
    this.name = name;
    this.sights = vaults.stream().map(vault -> new Sight(vault, in.time())).toList();
    this.clockIsAhead = in.chance().clockError(world().grants().clockError());
  }

  void boot() {
    up = true;
    life++;
    sights.forEach(Sight::beginAnew);
    keys =
        new IssuerKeys(
            sights.stream()
                .map(it -> new RegionSource(it.region(), it::answer, new SilentKeyEvents()))
                .toList(),
            Map.of(KeyRole.RS256, world().keys(), KeyRole.GRANT, world().grants()),
            this::clock);
    known = world().rules().known(this);
    grants = in.issuer().grants(keys, known.production(), this::signsIn, this::clock);
    sights.forEach(this::goOn);
  }

  /** Home, or while its Vault is away those of the other regions. */
  private List<Region> signsIn() {
    List<Region> there = sights.stream().filter(Sight::answers).map(Sight::region).toList();
    return there.isEmpty() || there.contains(home()) ? List.of(home()) : there;
  }

  private void goOn(Sight sight) {
    Duration refresh = world().keys().refresh();
    if (world().rules().oneAfterTheOther()) {
      goOn(new Rounds(() -> readKeys(sight) & list(sight), refresh));
    } else {
      goOn(new Rounds(() -> readKeys(sight), refresh));
      goOn(new Rounds(() -> list(sight), refresh));
    }
  }

  private void goOn(Rounds rounds) {
    int ofLife = life;
    in.time()
        .begin(
            Duration.ZERO,
            () -> {
              while (life == ofLife) {
                in.time().pause(in.chance().jittered(rounds.round()));
              }
            });
  }

  void stop() {
    up = false;
    life++;
  }

  void cutOff(Duration forSo) {
    sights.forEach(sight -> sight.cutOff(forSo));
  }

  void cutOff(Region region, Duration forSo) {
    of(region).cutOff(forSo);
  }

  private boolean readKeys(Sight sight) {
    int ofLife = life;
    Duration latency = in.chance().upTo(Sight.KEYS_READ_WITHIN);
    in.time().pause(latency);
    return life == ofLife && sight.read(keys.in(sight.region()), keys.roles(), clock(), latency);
  }

  /** Lists what is revoked in every region; several may be under way. */
  void listBesides() {
    sights.forEach(sight -> in.time().begin(in.chance().upTo(Simulation.QUICK), () -> list(sight)));
  }

  private boolean list(Sight sight) {
    int ofLife = life;
    Instant begun = in.time().now();
    boolean good = known.refresh(sight.region());
    if (ofLife == life) {
      sight.listed(good, begun);
      in.judgeSome(this);
      in.lookAtKeys(this);
    }
    return good;
  }

  Optional<String> faultOfKeys() {
    return sights.stream()
        .flatMap(
            it ->
                it
                    .faultOfKeys(name, keys.in(it.region()), clock(), world().keys().refresh())
                    .stream())
        .findFirst();
  }

  Verdict judge(Grant grant) {
    Verdict verdict = judge(grant.jwt(), () -> known.check(grant));
    boolean unknown = keys.regions().stream().noneMatch(it -> knows(it.region(), grant));
    return verdict == Verdict.UNAVAILABLE && unknown && world().rules().refusesUnknownKeys()
        ? Verdict.UNKNOWN
        : verdict;
  }

  Verdict judge(String jwt, Runnable more) {
    try {
      SimulatedCaller.check(grants, jwt);
      more.run();
      return Verdict.ACCEPTED;
    } catch (Problem problem) {
      if (problem.kind() == Problem.Kind.UNAVAILABLE) {
        return Verdict.UNAVAILABLE;
      }
      String words = problem.getMessage();
      return words.contains("revoked")
          ? Verdict.REVOKED
          : words.contains("never was") ? Verdict.UNKNOWN : Verdict.ENDED;
    }
  }

  private boolean knows(Region region, Grant grant) {
    return keys.in(region)
        .life(KeyRole.GRANT)
        .filter(it -> it.key().version(grant.kid()).isPresent())
        .isPresent();
  }

  /** Whether the key that signed it is known well enough to check a grant. */
  boolean trustsKeyOf(Grant grant) {
    return knows(grant.signedIn(), grant)
        && read(grant.signedIn(), world().grants().maxPublishedAge());
  }

  /** Whether every region's grant key was read so lately that a key that none has is none. */
  boolean knowsAllKeys() {
    Duration late = world().grants().refresh().plusSeconds(30);
    Duration most = world().grants().maxPublishedAge();
    return keys.regions().stream()
        .allMatch(it -> read(it.region(), late.compareTo(most) < 0 ? late : most));
  }

  private boolean read(Region region, Duration within) {
    Optional<KeyLife> grantKey = keys.in(region).life(KeyRole.GRANT);
    return grantKey
        .filter(it -> Duration.between(it.key().readAt(), clock()).compareTo(within) <= 0)
        .isPresent();
  }

  Grants grants() {
    return grants;
  }

  void revoke(Broker broker, Optional<String> id, String sub) {
    id.ifPresentOrElse(it -> known.revokeGrant(broker, it), () -> known.revokeSubject(broker, sub));
  }

  Revocations revocations() {
    return SimulatedCaller.revocations(
        sights.stream().map(it -> SimulatedCaller.source(it.region(), it.store())).toList(),
        world().grants(),
        in.issuer().audit(),
        this::clock,
        this::waitFor);
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

  Region home() {
    return sights.getFirst().region();
  }

  List<Sight> sights() {
    return sights;
  }

  Sight of(Region region) {
    return sights.stream().filter(it -> it.region().equals(region)).findFirst().orElseThrow();
  }
}
