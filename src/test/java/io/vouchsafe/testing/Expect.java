package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.Problem;
import org.junit.jupiter.api.function.Executable;

/** What a refusal has to look like. */
public final class Expect {
  private Expect() {}

  public static Problem problem(Problem.Kind kind, String detail, Executable call) {
    Problem problem = assertThrows(Problem.class, call);
    assertEquals(kind, problem.kind(), problem.getMessage());
    assertTrue(problem.getMessage().contains(detail), problem.getMessage());
    assertNull(problem.getCause(), "a cause could carry the token");
    return problem;
  }

  public static Problem refused(String detail, Executable call) {
    return problem(Problem.Kind.INVALID_CREDENTIALS, detail, call);
  }

  public static void illegal(String message, Executable call) {
    String actual = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(actual.contains(message), actual);
  }
}
