package io.vouchsafe.audit;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit in a real file. */
class AuditFileTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("audit.jsonl");
  }

  private AuditWriter start() {
    return start(new FileTarget(file));
  }

  private static AuditWriter start(AuditTarget target) {
    AuditWriter writer = AuditWriters.of(target, AuditEvents.NONE);
    writer.start();
    return writer;
  }

  private void record(String... ids) {
    try (AuditWriter writer = start()) {
      for (String id : ids) {
        assertTrue(writer.write(AuditSamples.asked(id)), id);
      }
    }
  }

  private List<String> lines() throws IOException {
    return Files.readAllLines(file);
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void theFileIsTheOwnersAndAChainGoesOnOverRestarts() throws IOException {
    record("j-1");
    record("j-2");

    assertEquals("rw-------", mode(file));
    assertEquals(4, lines().size());
    assertEquals(Chain.NOTHING.last(), Chains.prev(lines().getFirst()));
    assertTrue(lines().get(2).contains("\"event\":\"started\""));
    Chains.assertWhole(lines());
  }

  @Test
  void aFileThatOthersMayReadIsTheOwnersAfterwards() throws IOException {
    Files.createFile(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    record("j-1");

    assertEquals("rw-------", mode(file));
  }

  @Test
  void aFileThatWasMovedAwayIsMadeAnewAndItsChainGoesOn() throws IOException {
    Path moved = folder.resolve("audit.jsonl.1");
    try (AuditWriter writer = start()) {
      assertTrue(writer.write(AuditSamples.asked("before")));
      Files.move(file, moved);
      eventually(
          "a new file", () -> writer.write(AuditSamples.asked("after")) && Files.exists(file));
    }

    List<String> all = new ArrayList<>(Files.readAllLines(moved));
    all.addAll(lines());
    assertTrue(lines().getFirst().contains("\"event\":\"started\""));
    assertEquals("rw-------", mode(file));
    Chains.assertWhole(all);
  }

  @Test
  void aFileThatWasEmptiedInPlaceBeginsWithAStart() throws IOException {
    try (AuditWriter writer = start()) {
      assertTrue(writer.write(AuditSamples.asked("before")));
      Files.write(file, new byte[0]);
      eventually("a new chain", () -> writer.write(AuditSamples.asked("after")) && begins(file));
    }
    Chains.assertWhole(lines());
  }

  private static boolean begins(Path file) {
    try {
      return Files.readString(file).startsWith("{\"time\":")
          && Files.readAllLines(file).getFirst().contains("\"event\":\"started\"");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aLineThatACrashCutStandsAloneAndTheNextChainHasTheHashBeforeIt() throws IOException {
    record("j-1");
    String whole = lines().get(1);
    Files.writeString(file, "{\"time\":\"20", StandardOpenOption.APPEND);

    record("j-2");

    assertEquals("{\"time\":\"20", lines().get(2));
    Chains.assertWhole(List.of(whole, lines().get(3), lines().get(4)));
  }

  @Test
  void oneFileIsOfOneInstance() {
    try (AuditWriter first = start()) {
      assertTrue(first.write(AuditSamples.asked("j-1")));
      assertSecondIsRefused();
      assertTrue(first.write(AuditSamples.asked("j-3")));
    }
  }

  private void assertSecondIsRefused() {
    try (AuditWriter second = start()) {
      assertFalse(second.write(AuditSamples.asked("j-2")));
      assertTrue(second.fault().orElseThrow().reason().contains("writes to it"));
    }
  }

  @Test
  void whatIsNoRegularFileIsRefused() {
    for (Path wrong : List.of(Path.of("/dev/null"), folder, folder.resolve("no/file"))) {
      IllegalArgumentException refusal =
          assertThrows(
              IllegalArgumentException.class,
              () -> new AuditSettings(Optional.of(wrong), true, 10),
              wrong::toString);
      assertTrue(refusal.getMessage().startsWith("file: "), refusal::getMessage);
    }
  }

  /** A process that may write 8 KiB to a file is as one whose disk is full after them. */
  @Test
  void aFullDiskTakesNoRecordAndLeavesTheFileWhole() throws Exception {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -f 16; exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                FullDisk.classPath(),
                FullDisk.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);

    assertEquals(Map.of("written", true, "full", true), FullDisk.result(said), said);
    Chains.assertWhole(lines());
    assertTrue(Files.readString(file).endsWith("}\n"));
  }

  @Test
  void aStandardOutputThatIsFullTakesNoRecord() throws IOException {
    try (FileOutputStream full = new FileOutputStream("/dev/full");
        AuditWriter writer = start(new StandardOutput(full))) {
      assertFalse(writer.write(AuditSamples.asked("j-1")));
      assertEquals("No space left on device", writer.fault().orElseThrow().reason());
    }
  }

  @Test
  void aStandardOutputThatNobodyReadsAnyMoreTakesNoRecord() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    try (AuditWriter writer = start(new StandardOutput(gone.getOutputStream()))) {
      assertFalse(writer.write(AuditSamples.asked("j-1")));
    }
  }
}
