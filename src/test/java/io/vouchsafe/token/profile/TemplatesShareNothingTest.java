package io.vouchsafe.token.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever values two workloads have: they never share a text, and each is what it must be. */
class TemplatesShareNothingTest {
  private static final List<String> PIECES =
      List.of(
          "a", "b", "A", "1", "-", ".", "..", "_", "/", ":", "%", "%2F", "@", "+", "*", "{", "é");
  private static final int TRIES = 50_000;
  private static final int MOST_PIECES = 3;

  private final Random random = new Random(14);

  private String value() {
    return random
        .ints(1 + random.nextInt(MOST_PIECES), 0, PIECES.size())
        .mapToObj(PIECES::get)
        .collect(Collectors.joining());
  }

  /** How many texts were made. */
  private int check(Function<Workload, String> template, Pattern form) {
    Map<String, Workload> seen = new HashMap<>();
    for (int i = 0; i < TRIES; i++) {
      Workload workload = Workloads.workload("org", value(), "app", value());
      try {
        String text = template.apply(workload);
        assertTrue(form.matcher(text).matches(), text);
        Workload before = seen.putIfAbsent(text, workload);
        assertTrue(before == null || before.equals(workload), text);
      } catch (Problem refused) {
        assertEquals(Problem.Kind.INVALID_REQUEST, refused.kind());
      }
    }
    return seen.size();
  }

  @Test
  void noSpiffeId() {
    SubjectTemplate template = new Spiffe().subject("spiffe://example.org/o/{org}/a-{app}");
    int made =
        check(template::render, Pattern.compile("spiffe://example\\.org/o/[\\w.-]+/a-[\\w.-]+"));
    assertTrue(made > 1000, () -> made + " were made");
  }

  @Test
  void noRole() {
    Aws aws =
        new Aws(
            SessionTags.NONE, Aws.roles(List.of("arn:aws:iam::123456789012:role/{org}/x-{app}")));
    int made =
        check(
            workload -> ((List<?>) aws.claims(workload).get(Aws.ROLES)).getFirst().toString(),
            Pattern.compile("arn:aws:iam::123456789012:role/[\\w+=,.@-]+/x-[\\w+=,.@-]+"));
    assertTrue(made > 1000, () -> made + " were made");
  }

  @Test
  void noSub() {
    SubjectTemplate template = SubjectTemplate.parse("app:{org}/x{app}");
    int made = check(template::render, Pattern.compile("app:[!-.0-9;-~]+/x[!-.0-9;-~]+"));
    assertTrue(made > 1000, () -> made + " were made");
  }
}
