package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlowestTestsTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  static class Few {
    @Test
    void slow() throws InterruptedException {
      Thread.sleep(1_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void fast(int number) {
      assertTrue(number > 0);
    }
  }

  static class One {
    @Test
    void only() {}
  }

  static class Odd {
    @ParameterizedTest
    @ValueSource(strings = "half a pair \ud800")
    void only(String text) {
      assertTrue(text.length() > 1);
    }
  }

  private SlowestTests listener(Optional<Path> file, boolean prints) {
    return new SlowestTests(new PrintStream(printed, true, UTF_8), file, prints);
  }

  private List<String> lines() {
    return printed.toString(UTF_8).lines().toList();
  }

  @Test
  void printsTheSlowestClassesAndTheTenSlowestTestsOnce() {
    InnerJunit.run(Few.class, listener(Optional.empty(), true));

    assertEquals(1 + 1 + 1 + 10, lines().size(), lines()::toString);
    assertEquals("The slowest classes, in seconds:", lines().get(0));
    assertTrue(lines().get(1).matches(" +[0-9.]+ {2}SlowestTestsTest\\$Few"), lines().get(1));
    assertTrue(lines().get(3).matches(" +[1-9][0-9]*\\.[0-9] {2}.*Few\\.slow"), lines().get(3));
    assertTrue(lines().get(12).matches(" +0\\.0 {2}.*Few\\.fast \\[.*"), lines().get(12));
  }

  @Test
  void printsWhatSeveralRunsCollectedAtTheLast(@TempDir Path folder) {
    Optional<Path> file = Optional.of(folder.resolve("target/times"));

    InnerJunit.run(Few.class, listener(file, false));
    assertEquals(List.of(), lines());
    InnerJunit.run(Odd.class, listener(file, false));
    InnerJunit.run(One.class, listener(file, true));

    assertTrue(lines().get(1).contains("Few"), lines()::toString);
    for (String type : List.of("One", "Odd")) {
      assertTrue(
          lines().subList(2, 4).stream().anyMatch(it -> it.contains(type)), printed::toString);
    }
  }
}
