package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.simulation.Ledger.Token;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** An instance of the service: reads, serves the JWKS and issues tokens. */
public final class Instance extends Reader {
  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Set<Region> signsIn = new LinkedHashSet<>();
  private final SnapshotOnDisk snapshot = new SnapshotOnDisk();
  private final GrantCheck grantCheck;
  private final Map<Region, Instant> lastMoments = new HashMap<>();
  private boolean inService;
  private boolean up;
  private int life;
  private Optional<Serving> open = Optional.empty();
  private Instant nextTurn = Instant.MIN;

  Instance(Simulation in, Region home, String name) {
    super(in, home, name);
    this.grantCheck = new GrantCheck(name, in);
  }

  boolean inService() {
    return inService;
  }

  /** Starts it for the first time. */
  void enter() {
    inService = true;
    boot();
  }

  /** Stops it for good. */
  void leave() {
    stop();
    inService = false;
  }

  void boot() {
    if (!inService) {
      return;
    }
    up = true;
    life++;
    start();
    if (in.world().regions().snapshots() && in.likely(0.5)) {
      snapshot.restore(keys);
    }
    reads().forEach(region -> refresh(region, life));
  }

  void stop() {
    up = false;
    life++;
    serve();
  }

  /** Has it restart with changed settings, at once if it runs. */
  private void restart(Runnable change) {
    change.run();
    if (up) {
      boot();
    }
  }

  void change(Settings changed) {
    restart(() -> settings = changed);
  }

  void reads(Region region, boolean signs) {
    restart(
        () -> {
          if (!others.contains(region)) {
            others.add(region);
          }
          signs(region, signs);
        });
  }

  void maySign(Region region, boolean may) {
    restart(() -> signs(region, may));
  }

  private void signs(Region region, boolean signs) {
    if (signs) {
      signsIn.add(region);
    } else {
      signsIn.remove(region);
    }
  }

  void forgets(Region region) {
    restart(
        () -> {
          others.remove(region);
          signsIn.remove(region);
        });
  }

  @Override
  protected void stepClock() {
    super.stepClock();
    nextTurn = Instant.MIN;
    look();
  }

  private void refresh(Region region, int ofLife) {
    if (ofLife != life) {
      return;
    }
    issue();
    boolean good = readNow(region);
    Duration pause = settings.policy().refresh();
    Duration next = in.jittered(good ? pause : pause.dividedBy(2));
    in.after(next, () -> refresh(region, ofLife));
  }

  /** A reading between two regular ones. */
  boolean readNow(Region region) {
    if (!up || !reads().contains(region)) {
      return false;
    }
    boolean good = read(region);
    if (!good) {
      signUntilTheRingIsTooOld(region);
    } else if (in.world().regions().snapshots() && in.likely(0.3)) {
      snapshot.write(keys.in(region));
    }
    look();
    return good;
  }

  private void signUntilTheRingIsTooOld(Region region) {
    for (SigningKey key : keys.in(region).ring().keys().values()) {
      Instant last = real(key.readAt()).plus(settings.policy().maxRingAge());
      if (!last.equals(lastMoments.put(region, last))) {
        in.at(last, this::issue);
      }
    }
  }

  /** What follows from the ring and the time: what is served, and what is issued. */
  private void look() {
    serve();
    issue();
  }

  private void serve() {
    Instant now = in.now();
    open.stream()
        .flatMap(serving -> serving.copies(name, now, longestCopy()).stream())
        .forEach(in.ledger()::served);
    Optional<Rules.Published> published =
        up ? in.world().rules().publish(keys, clock()) : Optional.empty();
    open = published.map(jwks -> new Serving(jwks.kids(), now, goodUntil(), usableUntil()));
    Optional<Instant> grantsTurn =
        grantCheck.look(keys, up, clock(), this::real).filter(at -> at.isAfter(now));
    Stream.concat(
            published.flatMap(Rules.Published::until).map(this::real).stream(), grantsTurn.stream())
        .min(Instant::compareTo)
        .ifPresent(this::turnAt);
  }

  /** When the rings are too old for the JWKS to count as good. */
  private Optional<Instant> goodUntil() {
    Duration bound = settings.policy().maxPublishedAge().plus(in.world().excess().published());
    return in.world().rules().goodUntil(keys, clock(), bound).map(this::real);
  }

  /** Nobody signs under the kids of a region that it is not configured with. */
  private Map<Region, Instant> usableUntil() {
    Duration bound = in.world().rules().usableFor(in.world().usableFor(settings.policy()));
    Map<Region, Instant> usable = new HashMap<>();
    in.world().regions().all().forEach(region -> usable.put(region, Instant.MAX));
    for (RegionKeys region : keys.regions()) {
      usable.remove(region.region());
      region
          .publishedAge()
          .filter(age -> region.publishable())
          .ifPresent(age -> usable.put(region.region(), in.now().minus(age).plus(bound)));
    }
    return usable;
  }

  private Duration longestCopy() {
    return settings.policy().longestCopy().plus(in.world().excess().copies());
  }

  private void turnAt(Instant at) {
    if (!at.equals(nextTurn)) {
      nextTurn = at;
      in.at(at.minus(MOMENT), this::issue);
      in.at(at, this::look);
    }
  }

  /** Issues a token that lives as long as one can, under every key. */
  void issue() {
    settings.asked().forEach(role -> issue(role, settings.policy().longestToken(), Duration.ZERO));
  }

  /** Issues a token of some lifetime, whose signature takes its time. */
  void issueSlowly(KeyRole role) {
    issue(role, in.upTo(settings.policy().longestToken()), in.upTo(Duration.ofSeconds(2)));
  }

  /** Home first, unless it is away; then it is the turn of another region. */
  private List<Region> order() {
    List<Region> order = Stream.concat(Stream.of(home), signsIn.stream()).toList();
    return signsIn.isEmpty() || in.likely(0.6)
        ? order
        : order.subList(in.anyOf(signsIn.size()) + 1, order.size());
  }

  private SigningChoice choose(KeyRole role) {
    return in.world().rules().choose(keys, role, order(), clock());
  }

  /** Pins a version now and has it sign after {@code pause}. */
  private void issue(KeyRole role, Duration ttl, Duration pause) {
    if (up
        && settings.asked().contains(role)
        && choose(role) instanceof SigningChoice.Ready(Region where, SigningKey _, KeyVersion v)) {
      Instant expires = clock().truncatedTo(ChronoUnit.SECONDS).plus(ttl);
      if (pause.isZero()) {
        sign(where, role, v, expires, ttl, true);
      } else {
        in.after(pause, () -> sign(where, role, v, expires, ttl, true));
      }
    }
  }

  private void sign(
      Region where,
      KeyRole role,
      KeyVersion pinned,
      Instant expires,
      Duration ttl,
      boolean onceMore) {
    SimulatedVault vault = in.vault(where);
    if (!vault.has(role) || !inService) {
      return;
    }
    VaultKey key = vault.now(role);
    if (!key.signsWith(pinned)) {
      if (onceMore && up && reads().contains(where)) {
        read(where);
        serve();
        again(role, pinned, ttl);
      }
      return;
    }
    Duration beyond = in.world().excess().tokens().plus(in.world().excess().leeway());
    in.ledger()
        .issued(
            new Token(
                name,
                where,
                role,
                pinned.kid(),
                in.world().rules().signsWith(pinned, key).kid(),
                in.now(),
                expires.plus(settings.policy().leeway()).plus(beyond)));
  }

  private void again(KeyRole role, KeyVersion refused, Duration ttl) {
    if (choose(role) instanceof SigningChoice.Ready(Region where, SigningKey _, KeyVersion v)
        && !v.kid().equals(refused.kid())) {
      Instant expires = clock().truncatedTo(ChronoUnit.SECONDS).plus(ttl);
      sign(where, role, v, expires, ttl, false);
    }
  }
}
