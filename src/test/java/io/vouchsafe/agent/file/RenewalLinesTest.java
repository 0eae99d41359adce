package io.vouchsafe.agent.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.SaidOutage;
import io.vouchsafe.base.Outage;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much is said of many files, and what to do. */
class RenewalLinesTest {
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final RenewalLines lines =
      new RenewalLines(
          new Outage(
              "token files of shop",
              "",
              InstantSource.system(),
              SaidOutage.report(said::add),
              watch -> {}),
          said::add,
          true);

  private static TokenFile file(String name) {
    return TokenFile.of(Path.of("/run", name), "a", Optional.empty());
  }

  @Test
  void aThousandFilesThatFailAreOneLine() {
    for (int i = 0; i < 1000; i++) {
      lines.failed(file("t" + i), Fault.unavailable("away"), true);
      lines.failed(file("t" + i), Fault.unavailable("away"), true);
    }

    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.getFirst().startsWith("token files of shop: outage began: away"), said::toString);
  }

  @ParameterizedTest
  @CsvSource({"refused, replace the grant or the proof", "unavailable, tried again"})
  void whatToDoIsSaid(String kind, String words) {
    lines.failed(
        file("t"), kind.equals("refused") ? Fault.refused("no") : Fault.unavailable("no"), true);

    assertTrue(said.getFirst().contains(words), said::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "400, change the audience or the ttl of the file (/run/t)",
    "401, replace the grant or the proof if it has expired",
    "403, have the issuer allow it",
    "404, replace the grant or the proof"
  })
  void whatToDoFitsTheAnswer(int status, String words) {
    lines.failed(file("t"), Fault.refused(status, "no"), true);

    assertTrue(said.getFirst().contains("no; " + words), said::toString);
  }

  @Test
  void anExpiredTokenIsNamedByItsFile() {
    lines.expired(file("t"));

    assertTrue(said.getFirst().startsWith("the token in /run/t has expired"), said::toString);
  }

  @Test
  void whoWaitsForTheFirstTokensSaysItselfWhyThereAreNone() {
    RenewalLines later =
        RenewalLines.afterTheFirst("tokens of ls", InstantSource.system(), said::add);
    later.failed(file("t"), Fault.unavailable("away"), false);
    later.noticed(file("t"), "clocks differ");
    assertEquals(List.of("clocks differ"), said);

    later.begin();
    later.failed(file("t"), Fault.unavailable("away"), true);
    later.renewed(file("t"));

    assertTrue(said.getLast().startsWith("tokens of ls: outage began: away"), said::toString);
  }
}
