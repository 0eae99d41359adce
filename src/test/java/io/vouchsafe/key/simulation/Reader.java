package io.vouchsafe.key.simulation;

import io.vouchsafe.key.ClockOffset;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SilentKeyEvents;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A process with a clock of its own that reads the keys from the simulated Vault. */
abstract class Reader {
  protected final Simulation in;
  protected final String name;
  private final Map<KeyRole, KeyReading> answers = new EnumMap<>(KeyRole.class);
  private Duration clockIsAhead;
  private Instant cutOffUntil = Instant.MIN;
  protected Settings settings;
  protected IssuerKeys keys;

  Reader(Simulation in, String name) {
    this.in = in;
    this.name = name;
    this.settings = in.world().settings();
    this.clockIsAhead = in.clockError();
    start();
  }

  /** Begins anew; what was read is lost. */
  protected final void start() {
    Map<KeyRole, KeyPolicy> policies = new HashMap<>();
    settings.roles().forEach(role -> policies.put(role, settings.policy()));
    keys = new IssuerKeys(answers::get, policies, this::clock, new SilentKeyEvents());
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

  final void cutOff(Duration time) {
    cutOffUntil = in.now().plus(time);
  }

  /** Reads the keys; the answers arrive at this very instant. */
  protected final boolean read() {
    Duration latency = in.latency();
    boolean reached = in.vaultAnswers() && !in.now().isBefore(cutOffUntil);
    for (KeyRole role : settings.roles()) {
      answers.put(role, reached && in.likely(0.96) ? answer(role, latency) : silence(role));
    }
    return keys.refresh();
  }

  private KeyReading answer(KeyRole role, Duration latency) {
    Instant asked = clock().minus(latency);
    Instant seen = in.now().minus(in.upTo(latency)).minus(in.lag());
    Instant date = in.now().minus(in.upTo(latency)).truncatedTo(ChronoUnit.SECONDS);
    return in.vault()
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
