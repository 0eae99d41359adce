package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.audit.AuditPrograms.Said;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code audit/verify} says of chains that the service wrote, and both programs to who errs.
 */
@Tag("slow")
class AuditScriptsTest {
  @RegisterExtension private static final AuditPrograms programs = new AuditPrograms();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() {
    file = folder.resolve("audit.jsonl");
    record(AuditSamples.ONE_OF_EACH.subList(1, AuditSamples.ONE_OF_EACH.size()));
  }

  private void record(List<AuditRecord> records) {
    AuditWriters.write(file, records);
  }

  private static Said run(String script, Object... arguments) throws Exception {
    return programs.run(script, arguments);
  }

  private static Said script(String script, Object... arguments) throws Exception {
    return AuditPrograms.script(script, arguments);
  }

  @Test
  void theScriptsFindTheJdkOfTheRepository() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(Repository.ROOT.resolve("audit/verify").toString(), "--help")
            .redirectErrorStream(true);
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String tool : List.of("sh", "bash", "dirname", "grep", "sed", "env")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", tools.toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes());

    assertEquals(0, process.waitFor(), said);
    assertTrue(said.startsWith("usage: audit/verify"), said);
  }

  private List<String> lines() throws IOException {
    return new ArrayList<>(Files.readAllLines(file));
  }

  private void rewrite(List<String> lines) throws IOException {
    Files.write(file, lines);
  }

  private static String hash(String line) {
    return Chain.endingWith(line.getBytes()).last();
  }

  @Test
  void aChainThatWasLeftAloneIsInOrderOverRestarts() throws Exception {
    record(List.of(AuditSamples.asked("after-a-restart")));

    Said said = script("audit/verify", file);

    assertEquals(0, said.status(), said::text);
    assertTrue(said.text().contains("12 records from "), said::text);
    assertTrue(said.text().contains("asked=3"), said::text);
    assertTrue(said.text().contains("started=2"), said::text);
    assertTrue(said.text().contains("\nin order\n"), said::text);
    assertTrue(said.text().contains(file + ":11: started anew at "), said::text);
    assertFalse(said.text().contains(file + ":1:"), said::text);
    assertTrue(said.text().contains(hash(lines().getLast())), said::text);
  }

  @Test
  void aLineThatWasChangedRemovedOrPutInIsNamed() throws Exception {
    List<String> good = lines();
    List<String> changed = new ArrayList<>(good);
    changed.set(4, changed.get(4).replace("192.0.2", "203.0.113").replace("j-1", "j-7"));
    rewrite(changed);
    assertFault(file + ":6: does not follow the record before it");

    List<String> shorter = new ArrayList<>(good);
    shorter.remove(4);
    rewrite(shorter);
    assertFault(file + ":5: does not follow the record before it");

    List<String> longer = new ArrayList<>(good);
    longer.add(4, good.get(3));
    rewrite(longer);
    assertFault(file + ":5: does not follow the record before it");

    List<String> half = new ArrayList<>(good);
    half.set(9, half.get(9).substring(0, 40));
    rewrite(half);
    assertFault(file + ":10: no whole record");
  }

  private void assertFault(String words) throws Exception {
    Said said = run("audit/verify", file);
    assertEquals(1, said.status(), said::text);
    assertTrue(said.text().contains(words), said::text);
    assertFalse(said.text().contains("in order"), said::text);
  }

  @Test
  void anEndThatWasCutOffAndAFileThatWasRewrittenShowByAHashThatWasNotedAlone() throws Exception {
    String noted = hash(lines().getLast());
    assertEquals(0, run("audit/verify", "--last", noted, file).status());

    rewrite(lines().subList(0, 6));
    assertEquals(0, run("audit/verify", file).status());
    assertCutOff(noted);

    Files.delete(file);
    record(List.of(AuditSamples.asked("another")));
    assertEquals(0, run("audit/verify", file).status());
    assertCutOff(noted);
  }

  private void assertCutOff(String noted) throws Exception {
    Said said = run("audit/verify", "--last", noted, file);
    assertEquals(1, said.status(), said::text);
    assertTrue(said.text().contains("no record has the hash " + noted), said::text);
  }

  @Test
  void anEndThatWasCutOffBeforeARestartIsSeen() throws Exception {
    record(List.of(AuditSamples.asked("after-a-restart")));
    List<String> lines = lines();
    lines.remove(9);
    rewrite(lines);

    assertFault(
        file
            + ":10: a chain goes on here from a record that is not the one before it, from "
            + Chains.prev(lines.get(9)));
  }

  @Test
  void aBeginningThatWasCutOffIsSaid() throws Exception {
    List<String> all = lines();
    rewrite(all.subList(3, all.size()));

    Said said = run("audit/verify", file);

    assertEquals(0, said.status(), said::text);
    String before = hash(all.get(2));
    assertTrue(
        said.text().contains(file + ":1: begins in the middle of a chain, after " + before),
        said::text);
    assertTrue(
        said.text()
            .contains(
                "\nin order from the first record here on; the one before it, with the hash "
                    + before
                    + ", is in none of these files\n"),
        said::text);
  }

  @Test
  void aFileThatWasMovedAwayAndItsNextAreOneChain() throws Exception {
    record(List.of(AuditSamples.asked("one-more")));
    List<String> all = lines();
    Path older = folder.resolve("audit.jsonl.1.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(older))) {
      out.write((String.join("\n", all.subList(0, 10)) + "\n").getBytes());
    }
    rewrite(all.subList(10, 12));

    Said both = run("audit/verify", older, file);
    assertEquals(0, both.status(), both::text);
    assertTrue(both.text().contains("12 records"), both::text);
    Said later = run("audit/verify", file);
    assertTrue(
        later.text().contains("goes on from a chain elsewhere, after " + hash(all.get(9))),
        later::text);
  }

  @Test
  void whoCallsThemWronglyIsToldHow() throws Exception {
    for (String script : List.of("audit/verify", "audit/find")) {
      assertEquals(2, run(script).status());
      assertEquals(2, run(script, "--no-such-option", file).status());
      assertEquals(2, run(script, folder.resolve("none")).status());
      Said help = script(script, "--help");
      assertEquals(0, help.status());
      assertTrue(help.text().startsWith("usage: " + script), help::text);
    }
  }

  @Test
  void aRecordDeeperThanAnyOfOursIsNamedAndEndsNothing() throws Exception {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    rewrite(List.of("{\"time\":" + deep + ",\"prev\":\"" + "0".repeat(64) + "\"}"));

    Said said = run("audit/verify", file);

    assertEquals(1, said.status(), said::text);
    assertTrue(said.text().contains(":1: no whole record"), said::text);
  }

  @Test
  void aRecordThatWasMadeUpPrintsNoLinesOfItsOwn() throws Exception {
    String event = "x\\u000ain order\\u001b[1m";
    rewrite(
        List.of("{\"time\":\"t\\u000a\",\"event\":\"%s\",\"prev\":\"p\\u000a\"}".formatted(event)));

    Said said = run("audit/verify", file);

    assertTrue(said.text().contains("x\\u000ain order\\u001b[1m"), said::text);
    assertTrue(said.text().lines().noneMatch("in order"::equals), said::text);
    assertFalse(said.text().contains("\u001b"), said::text);
  }
}
