package io.vouchsafe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevAuditTest {
  @TempDir Path folder;

  private String inForce(String settings) throws IOException {
    Path own = Files.writeString(folder.resolve("own.properties"), settings);
    return DevAudit.inForce(Optional.of(own), folder, folder.resolve("ours.jsonl"));
  }

  @Test
  void settingsOfOnesOwnSayWhereItGoes() throws IOException {
    assertEquals("/var/log/a.jsonl", inForce("vouchsafe.audit.file=/var/log/a.jsonl\n"));
    assertEquals(folder + "/a.jsonl", inForce("vouchsafe.audit.file=a.jsonl\n"));
    assertEquals("${HOME}/a.jsonl", inForce("vouchsafe.audit.file=${HOME}/a.jsonl\n"));
    assertEquals(
        "in the service's log, which is above", inForce("vouchsafe.audit.file=\nother=1\n"));
  }

  @Test
  void withoutThemItIsOurs() throws IOException {
    Path ours = folder.resolve("ours.jsonl");

    assertEquals(ours.toString(), inForce("vouchsafe.audit.required=true\n"));
    assertEquals(ours.toString(), DevAudit.inForce(Optional.empty(), folder, ours));
  }

  @Test
  void eachRunBeginsAFile() throws IOException {
    Path file = folder.resolve("audit.jsonl");
    DevAudit.beginAnew(file);
    for (String run : new String[] {"one", "two"}) {
      Files.writeString(file, run);
      DevAudit.beginAnew(file);
    }

    assertFalse(Files.exists(file));
    assertEquals("two", Files.readString(folder.resolve("audit.jsonl.1")));
  }
}
