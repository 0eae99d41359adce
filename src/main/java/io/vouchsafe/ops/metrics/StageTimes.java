package io.vouchsafe.ops.metrics;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.TokenEvents;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How long each stage of a token takes, over all issuers. */
public final class StageTimes implements TokenEvents {
  private final Map<Stage, Map<KeyRole, Times>> times = new EnumMap<>(Stage.class);

  public StageTimes(Meters meters) {
    for (Stage stage : Stage.values()) {
      Map<KeyRole, Times> byRole = new EnumMap<>(KeyRole.class);
      for (KeyRole role : KeyRole.values()) {
        byRole.put(
            role,
            meters.times(
                "vouchsafe.token.stage",
                "time that a token or a grant spends in each stage",
                "stage",
                stage.name().toLowerCase(Locale.ROOT),
                "role",
                role.name()));
      }
      times.put(stage, byRole);
    }
  }

  @Override
  public void took(Stage stage, KeyRole role, long nanos) {
    times.get(stage).get(role).record(nanos);
  }
}
