package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final Faults faults = new Faults(property -> property.isEmpty() ? "" : "here", false);

  private List<String> said() {
    return assertThrows(ConfigFaultsException.class, faults::refuse).faults().stream()
        .map(ConfigFault::toString)
        .toList();
  }

  private Checked<String> refused(String property, String reason) {
    return faults.of(
        () -> {
          throw Setting.refused(property, reason);
        });
  }

  @Test
  void everyRefusalIsSaidInItsOrderAndOnce() {
    refused("a.b", "is wrong");
    refused("a.\"c: d\"", "too");
    refused("a.b", "is wrong");

    assertEquals(List.of("a.b: is wrong (here)", "a.\"c: d\": too (here)"), said());
  }

  @Test
  void theMessageOfTheExceptionHasALineForEach() {
    refused("a", "is wrong");
    refused("b", "too");

    assertEquals(
        "a: is wrong (here)%nb: too (here)".formatted(),
        assertThrows(ConfigFaultsException.class, faults::refuse).getMessage());
  }

  @Test
  void whatNeedsARefusedValueIsNoFaultOfItsOwn() {
    Checked<String> one = refused("a", "is wrong");

    Checked<String> other = faults.of(() -> one.get() + "!");

    assertEquals(0, other.stream().count());
    assertEquals(List.of("a: is wrong (here)"), said());
  }

  @Test
  void anAcceptedValueIsThere() {
    assertEquals("good", faults.of(() -> "good").get());
    assertFalse(faults.any());
    faults.refuse();
  }

  @Test
  void aFaultConcernsItsPropertyAndTheGroupsAroundIt() {
    refused("a.b.c", "is wrong");

    assertTrue(faults.concern("a.b.c"));
    assertTrue(faults.concern("a.b"));
    assertFalse(faults.concern("a.b.c.d"));
    assertFalse(faults.concern("a.bc"));
  }

  @Test
  void aDoubtIsAWarningUnlessItIsStrict() {
    Faults strict = new Faults(property -> "", true);
    faults.doubt("a", "looks odd");
    strict.doubt("a", "looks odd");

    assertFalse(faults.any());
    assertEquals("looks odd (here)", faults.warnings().getFirst().toString());
    assertTrue(strict.any());
  }
}
