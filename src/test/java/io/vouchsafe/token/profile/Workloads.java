package io.vouchsafe.token.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.function.Executable;

/** Workloads of text attributes, and what is refused of them. */
final class Workloads {
  private Workloads() {}

  /** {@code workload("org", "shop", "app", "checkout")}. */
  static Workload workload(String... namesAndValues) {
    Map<String, AttributeValue> attributes = new TreeMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      attributes.put(namesAndValues[i], new AttributeValue.Text(namesAndValues[i + 1]));
    }
    return Workload.of(attributes);
  }

  /** The detail of a refusal of kind INVALID_REQUEST that names {@code member}. */
  static String refusedFor(String member, Executable call) {
    Problem problem = assertThrows(Problem.class, call);
    assertEquals(Problem.Kind.INVALID_REQUEST, problem.kind());
    assertEquals(member, problem.member().orElseThrow());
    return problem.getMessage();
  }
}
