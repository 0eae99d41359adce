package io.vouchsafe.outages;

import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * One packaged service that 64 callers ask bears that its Vault is away, fails, is slow, and that
 * there are no descriptors left. Whichever comes first, it is as before by itself when the next one
 * begins.
 */
class VaultOutagesIT {
  private static final Duration LASTS = Duration.ofSeconds(1);

  /** Three times as long as a ring may sign. */
  private static final VaultTrial AWAY = new VaultAway(Duration.ofSeconds(6));

  /** More than by command, since it is shorter. */
  private static final int ERRS_ONE_IN = 10;

  private static final Stage STAGE = new Stage();
  private static Watched watched;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(STAGE.start());
    settings.putAll(AWAY.settings());
    watched = new Watched(STAGE, "VaultOutagesIT", settings);
  }

  @AfterAll
  static void stop() {
    if (watched != null) {
      watched.close();
    }
    STAGE.stop();
  }

  @Test
  void aVaultThatIsAwayCostsNoTokenThatIsNotRight() {
    had(AWAY);
  }

  @Test
  void callsThatFailCostNoTokenThatIsNotRight() {
    had(new VaultErrs(ERRS_ONE_IN));
  }

  @Test
  void aSlowVaultCostsNoTokenThatIsNotRight() {
    had(new VaultSlow());
  }

  @Test
  void noDescriptorsLeftCostNoTokenThatIsNotRight() {
    had(new NoDescriptors());
  }

  private static void had(VaultTrial trial) {
    Held.assumeAllowed(trial);
    List<Figures> rows = trial.run(STAGE, watched, LASTS);
    Held.held(rows, watched::words);
  }
}
