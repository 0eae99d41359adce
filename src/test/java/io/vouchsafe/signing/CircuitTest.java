package io.vouchsafe.signing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a Vault is taken to be away. */
class CircuitTest {
  private final List<String> told = new ArrayList<>();
  private final Circuit circuit =
      new Circuit(
          new Circuit.Events() {
            @Override
            public void opened() {
              told.add("opened");
            }

            @Override
            public void closed() {
              told.add("closed");
            }
          });

  private void fails(Kind kind, int times) {
    for (int i = 0; i < times; i++) {
      circuit.failed(new VaultFailure(kind, "no"));
    }
  }

  @Test
  void afterThreeFailuresWithoutASuccessBetweenThem() {
    fails(Kind.UNREACHABLE, 2);
    circuit.worked();
    fails(Kind.TIMED_OUT, 2);
    assertFalse(circuit.isOpen());

    fails(Kind.SEALED, 1);
    assertTrue(circuit.isOpen());
  }

  @Test
  void untilACallWorksAndEachChangeIsToldOnce() {
    fails(Kind.FAILED, 7);
    circuit.worked();
    circuit.worked();

    assertFalse(circuit.isOpen());
    assertEquals(List.of("opened", "closed"), told);
  }

  @Test
  void afterOneCallThatNobodyAnsweredForAsLongAsItMayTake() {
    circuit.unanswered(Duration.ZERO);
    assertTrue(circuit.isOpen());
    circuit.unanswered(Duration.ZERO);
    assertEquals(List.of("opened"), told);
  }

  @Test
  void notAtOnceIfAnotherCallWorkedOfLate() {
    circuit.worked();
    circuit.unanswered(Duration.ofHours(1));

    assertFalse(circuit.isOpen());
  }

  @ParameterizedTest
  @EnumSource(names = {"BUSY", "THROTTLED", "MISSING", "REFUSED"})
  void notForWhatAnotherRegionNeedNotBear(Kind kind) {
    fails(kind, 10);

    assertFalse(circuit.isOpen());
  }
}
