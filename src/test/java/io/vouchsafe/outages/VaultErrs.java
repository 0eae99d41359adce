package io.vouchsafe.outages;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** One in so many calls to Vault fails: without an answer, with an error, or late. */
final class VaultErrs extends VaultTrial {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.reset(),
          Fault.truncate(),
          Fault.answer(500, "{\"errors\":[\"internal error\"]}"),
          Fault.answer(502, "<html>Bad Gateway</html>"),
          Fault.answer(503, "{\"errors\":[]}"),
          Fault.delay(Duration.ofMillis(1500)));

  private final int oneIn;

  VaultErrs(int oneIn) {
    this.oneIn = oneIn;
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    return List.of(
        watched.outage(
            "one in %d calls to Vault fails".formatted(oneIn),
            () -> stage.vault().breaksAll(sometimes()),
            lasts.multipliedBy(6),
            stage.vault()::mend));
  }

  private Fault sometimes() {
    return (request, vault) -> {
      ThreadLocalRandom random = ThreadLocalRandom.current();
      return random.nextInt(oneIn) == 0
          ? FAULTS.get(random.nextInt(FAULTS.size())).apply(request, vault)
          : vault.answer(request);
    };
  }
}
