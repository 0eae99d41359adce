package io.vouchsafe.outages;

import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Nobody answers at Vault's address for longer than a ring may sign. The oldest ring that may sign
 * is two seconds old here and five minutes by default, so time goes 150 times faster.
 */
final class VaultAway extends VaultTrial {
  static final Duration AN_HOUR = Duration.ofSeconds(24);
  private static final int FASTER = 150;

  private final Duration away;

  /**
   * @param away as this machine's clock has it
   */
  VaultAway(Duration away) {
    this.away = away;
  }

  @Override
  Map<String, String> settings() {
    return Map.of("vouchsafe.keys.max-ring-age", "2s");
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return List.of(
        watched.outage(
            "Vault away for %d min, %d times faster"
                .formatted(away.multipliedBy(FASTER).toMinutes(), FASTER),
            stage.vault()::down,
            away,
            () -> {
              watched.awaitRefusal();
              stage.vault().up();
            }));
  }
}
