package io.vouchsafe.key.simulation;

import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SilentKeyEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A process with a clock of its own that reads the keys from the simulated Vaults. */
abstract class Reader {
  protected final Simulation in;
  protected final String name;
  protected final Region home;
  protected final List<Region> others = new ArrayList<>();
  private final Map<Region, Map<KeyRole, KeyReading>> answers = new HashMap<>();
  private final Map<Region, Instant> cutOffUntil = new HashMap<>();
  private Duration clockIsAhead;
  protected Settings settings;
  protected IssuerKeys keys;

  Reader(Simulation in, Region home, String name) {
    this.in = in;
    this.home = home;
    this.name = name;
    this.settings = in.world().settings();
    this.clockIsAhead = in.clockError();
    start();
  }

  final Region home() {
    return home;
  }

  /** The regions that it reads, home first. */
  protected final List<Region> reads() {
    List<Region> reads = new ArrayList<>();
    reads.add(home);
    reads.addAll(others);
    return reads;
  }

  /** Begins anew; what was read is lost. */
  protected final void start() {
    keys =
        new IssuerKeys(
            reads().stream().map(this::source).toList(), settings.policies(), this::clock);
  }

  private RegionSource source(Region region) {
    Map<KeyRole, KeyReading> read =
        answers.computeIfAbsent(region, ignored -> new EnumMap<>(KeyRole.class));
    return new RegionSource(region, new Answers(read), new SilentKeyEvents());
  }

  /** What the Vault of a region answered last; needs no threads, since nothing blocks. */
  private record Answers(Map<KeyRole, KeyReading> read) implements KeyCustodian {
    @Override
    public KeyReading read(KeyRole role) {
      return read.get(role);
    }

    @Override
    public List<KeyReading> readAll(Set<KeyRole> roles) {
      return roles.stream().map(this::read).toList();
    }
  }

  final Instant clock() {
    return in.now().plus(clockIsAhead);
  }

  /** When it will be, for everybody, what this one's clock calls {@code local}. */
  protected final Instant real(Instant local) {
    return local.minus(clockIsAhead);
  }

  protected void stepClock() {
    clockIsAhead = in.clockError();
  }

  final void cutOff(Region region, Duration time) {
    cutOffUntil.put(region, in.now().plus(time));
  }

  /** Reads a region's keys; the answers arrive at this very instant. */
  protected final boolean read(Region region) {
    Duration latency = in.latency();
    boolean reached =
        in.vault(region).answers(in.now())
            && !in.now().isBefore(cutOffUntil.getOrDefault(region, Instant.MIN));
    Map<KeyRole, KeyReading> read = answers.get(region);
    for (KeyRole role : settings.roles()) {
      read.put(
          role,
          reached && in.likely(0.96) ? answer(in.vault(region), role, latency) : silence(role));
    }
    return keys.in(region).refresh();
  }

  private KeyReading answer(SimulatedVault vault, KeyRole role, Duration latency) {
    Instant asked = clock().minus(latency);
    Instant seen = in.now().minus(in.upTo(latency)).minus(in.lag());
    Instant date = vault.clock(in.now().minus(in.upTo(latency))).truncatedTo(ChronoUnit.SECONDS);
    return vault
        .at(role, seen)
        .<KeyReading>map(
            key ->
                new KeyReading.Good(
                    key.reading(asked), Optional.of(ClockOffset.of(asked, clock(), date))))
        .orElseGet(() -> silence(role));
  }

  private static KeyReading silence(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("simulated"), KeyFault.Cause.UNREACHABLE, "no", "wait"));
  }
}
