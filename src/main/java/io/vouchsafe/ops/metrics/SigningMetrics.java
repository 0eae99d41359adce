package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.TokenEvents.Stage;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** How tokens wait for Vault and are signed there together, by the role of their key. */
public final class SigningMetrics {
  private final Map<KeyRole, Sizes> batches = new EnumMap<>(KeyRole.class);
  private final StageTimes stages;
  private final Meters meters;

  public SigningMetrics(StageTimes stages, Meters meters) {
    this.stages = Objects.requireNonNull(stages, "stages");
    this.meters = Objects.requireNonNull(meters, "meters");
    for (KeyRole role : KeyRole.values()) {
      batches.put(
          role,
          meters.sizes(
              "vouchsafe.signing.batch",
              "tokens",
              "tokens that one call to Vault signs",
              "role",
              role.name()));
    }
  }

  /** Registers the gauges of what waits and of the calls under way. */
  public void watch(ToIntFunction<KeyRole> waiting, ToIntFunction<KeyRole> calls) {
    for (KeyRole role : KeyRole.values()) {
      meters.gauge(
          "vouchsafe.signing.waiting.tokens",
          "tokens that wait for a call to Vault",
          () -> waiting.applyAsInt(role),
          "role",
          role.name());
      meters.gauge(
          "vouchsafe.signing.calls",
          "calls to Vault under way that sign",
          () -> calls.applyAsInt(role),
          "role",
          role.name());
    }
  }

  /** A token waited so long for its call to begin. */
  public void waited(KeyRole role, long nanos) {
    stages.took(Stage.QUEUE, role, nanos);
  }

  /** A call that signs ended; each of its tokens spent its time in it. */
  public void called(KeyRole role, int tokens, long nanos) {
    batches.get(role).record(tokens);
    for (int i = 0; i < tokens; i++) {
      stages.took(Stage.SIGN, role, nanos);
    }
  }
}
