package io.vouchsafe.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  private static final AttributeValue ANY = new AttributeValue.Text("x");

  private static Map<String, AttributeValue> attributes(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "a" + i, i -> ANY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "azp",
        "email",
        "cnf",
        "act",
        "scope",
        "client_id",
        "nonce"
      })
  void refusesClaimsWithAMeaningOfTheirOwn(String name) {
    Problem problem = assertThrows(Problem.class, () -> Workload.of(Map.of(name, ANY)));
    assertTrue(problem.getMessage().contains("workload." + name), problem.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Org", "1a", "_a", "a-b", "a.b", "https://aws.amazon.com/tags"})
  void refusesOtherNames(String name) {
    assertThrows(Problem.class, () -> Workload.of(Map.of(name, ANY)));
  }

  @Test
  void namesHaveAtMost64Characters() {
    Workload.of(Map.of("a".repeat(64), ANY));
    assertThrows(Problem.class, () -> Workload.of(Map.of("a".repeat(65), ANY)));
  }

  @Test
  void hasAtLeastOneAndAtMost64Attributes() {
    assertThrows(Problem.class, () -> Workload.of(Map.of()));
    assertEquals(64, Workload.of(attributes(64)).attributes().size());
    assertThrows(Problem.class, () -> Workload.of(attributes(65)));
  }

  @Test
  void wholeNumbersAreThoseThatEveryParserReadsAlike() {
    long largest = (1L << 53) - 1;
    assertEquals(largest, new AttributeValue.Whole(largest).toClaim());
    assertThrows(IllegalArgumentException.class, () -> new AttributeValue.Whole(largest + 1));
    assertThrows(IllegalArgumentException.class, () -> new AttributeValue.Whole(-largest - 1));
  }

  @Test
  void sizeCountsOctetsAsTheyStandInJson() {
    Workload workload =
        Workload.of(
            Map.of(
                "a", new AttributeValue.Text("é\""),
                "b", new AttributeValue.Texts(List.of("x/", "\u2010"))));
    assertEquals(1 + 2 + 2 + 1 + (1 + 2 + 3) + (6 + 3), workload.size());
  }
}
