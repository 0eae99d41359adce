package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.SilentOutage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LoggedRevocationsTest {
  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe.callers");

  @Test
  void revocationsThatAreGoneAreALineThatNamesTheRunbook() throws IOException {
    LoggedRevocations.ofHome("default", SilentOutage.create()).lost(7);

    assertEquals(1, log.messages().size());
    String line = log.messages().getFirst();
    assertTrue(
        line.startsWith("issuer default: 7 revocations that had not expired are gone"), line);
    String runbook = line.replaceFirst("(?s).*docs/runbooks.md says under \"([^\"]+)\".*", "$1");
    assertTrue(
        Files.readString(Path.of("docs", "runbooks.md")).contains("\n### " + runbook + "\n"), line);
  }
}
