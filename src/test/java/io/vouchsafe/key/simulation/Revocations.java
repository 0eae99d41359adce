package io.vouchsafe.key.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.simulation.Outcome.Revocation;
import java.time.Duration;
import java.util.List;

/** What a revocation may break, and for how long. */
final class Revocations {
  private Revocations() {}

  static void areBounded(Runs.Run run) {
    KeyPolicy policy = Worlds.of(run.seed()).policy();
    Duration hurts = policy.announceFor().minus(policy.clockError());
    List<Revocation> revocations = run.outcome().revocations();
    String seed = "-Dsimulation.seed=" + run.seed() + " ";
    run.outcome()
        .violations()
        .forEach(
            violation ->
                assertTrue(
                    violation.token().stream().anyMatch(token -> meant(token, revocations, hurts)),
                    () -> seed + violation));
    for (Revocation revocation : revocations) {
      assertTrue(
          run.outcome().allTokens().stream()
              .noneMatch(
                  token ->
                      revocation.gone().contains(token.kid())
                          && token.left().isAfter(revocation.at())),
          () -> seed + revocation);
    }
  }

  private static boolean meant(Ledger.Token token, List<Revocation> revocations, Duration hurts) {
    return revocations.stream()
        .anyMatch(
            revocation ->
                revocation.gone().contains(token.kid())
                    || !token.left().isAfter(revocation.at().plus(hurts)));
  }
}
