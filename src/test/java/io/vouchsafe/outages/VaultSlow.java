package io.vouchsafe.outages;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Stage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Each call to Vault takes longer and longer, from 1 ms to 2 s, and then less and less again. */
final class VaultSlow extends VaultTrial {
  private static final int[] MILLIS = {1, 5, 20, 100, 500, 2000, 500, 100, 20, 5, 1};

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    AtomicInteger millis = new AtomicInteger();
    return List.of(
        watched.outage(
            "Vault slow, from 1 ms to 2 s and back",
            () -> {
              stage
                  .vault()
                  .breaksAll(
                      (request, vault) -> {
                        Thread.sleep(millis.get());
                        return vault.answer(request);
                      });
              IntStream.of(MILLIS)
                  .forEach(
                      next -> {
                        millis.set(next);
                        Processes.pause(lasts.dividedBy(2));
                      });
            },
            Duration.ZERO,
            stage.vault()::mend));
  }
}
