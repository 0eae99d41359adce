package io.vouchsafe.outages;

import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Nobody answers at Vault's address for twelve times as long as a ring may sign. The oldest ring
 * that may sign is two seconds old here and five minutes by default, so it is an hour.
 */
final class VaultAway extends VaultTrial {
  private static final Duration AN_HOUR = Duration.ofSeconds(24);

  @Override
  Map<String, String> settings() {
    return Map.of("vouchsafe.keys.max-ring-age", "2s");
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return List.of(
        watched.outage(
            "Vault away for an hour, 150 times faster",
            stage.vault()::down,
            AN_HOUR,
            stage.vault()::up));
  }
}
