package io.vouchsafe.outages;

import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An outage of one OpenBao behind a proxy, or of the way to it. */
abstract class VaultTrial implements Trial {
  /** A stage that has not been started. */
  Stage stage() {
    return new Stage();
  }

  /** Settings beside those of the stage. */
  Map<String, String> settings() {
    return Map.of();
  }

  /** The same as {@link Trial#run} once callers ask. */
  abstract List<Figures> run(Stage stage, Watched watched, Duration lasts);

  /** The service under test. */
  Watched watched(Stage stage, Map<String, String> settings) {
    return new Watched(stage, name(), settings);
  }

  final String name() {
    return getClass().getSimpleName();
  }

  @Override
  public final List<Figures> run(Duration lasts) {
    Stage stage = stage();
    try {
      Map<String, String> settings = new HashMap<>(stage.start());
      settings.putAll(settings());
      try (Watched watched = watched(stage, settings)) {
        List<Figures> rows = run(stage, watched, lasts);
        System.out.println(watched.words());
        return rows;
      }
    } finally {
      stage.stop();
    }
  }
}
