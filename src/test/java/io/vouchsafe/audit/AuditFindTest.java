package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.audit.AuditPrograms.Said;
import io.vouchsafe.http.body.ProblemType;
import io.vouchsafe.token.PreparedTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code audit/find} finds in records that the service wrote. */
@Tag("slow")
class AuditFindTest {
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

  @Test
  void aTokenIsFoundWithItsGrantAndTheProofBehindIt() throws Exception {
    Said said = programs.run("audit/find", "--jti", "j-1", file);

    assertEquals(0, said.status(), said::text);
    assertEquals(
        List.of("granted", "asked", "issued"),
        said.text().lines().map(line -> line.split(" ")[1]).toList());
    assertTrue(said.text().contains(" proof.iss=https://control.example "), said::text);
    assertTrue(said.text().contains(" proof.sub=edge/1 "), said::text);
    assertEquals(1, programs.run("audit/find", "--jti", "j-99", file).status());
  }

  @Test
  void everyConditionHolds() throws Exception {
    assertEquals(
        List.of("failed"),
        found("--sub", "deployment:d-1", "--event", "failed", "--aud", "a", "--broker", "edge"));
    assertEquals(List.of("refused"), found("--peer", "192.0.2.9"));
    assertEquals(List.of("granted", "refused"), found("--problem", "forbidden"));
    assertEquals(List.of("revoked"), found("--sub", "app:a"));
    assertEquals(List.of(), found("--event", "asked", "--from", "2026-01-02"));
    assertEquals(10, found("--to", "2099").size());
  }

  @Test
  void aKeyARequestAndAnIssuerAreFound() throws Exception {
    String kid = PreparedTokens.rs256("j-1").keyVersion().kid().value();

    assertEquals(
        List.of("granted", "asked", "issued", "failed"), found("--kid", kid, "--broker", "edge"));
    assertEquals(List.of("asked", "granted", "revoked", "revoked"), found("--kid", "proof-key"));
    assertEquals(List.of("asked", "granted", "revoked", "revoked"), found("--request", "r-1"));
    assertEquals(List.of("refused"), found("--issuer", "none"));
    assertEquals(List.of(), found("--kid", kid, "--request", "r-1", "--event", "issued"));
  }

  @Test
  void whatCameOfAnExchangeIsFoundWithWhatWasShown() throws Exception {
    record(List.of(AuditSamples.asked("j-1"), AuditSamples.EXCHANGED));

    assertEquals(List.of("issued"), found("--exchange", "ci"));
    assertEquals(List.of("issued"), found("--sub", "repo:a/b"));
    String said = programs.run("audit/find", "--exchange", "ci", file).text();
    assertTrue(said.contains(" exchange=ci "), said);
    assertTrue(said.contains(" proof.jti=s-1 "), said);
  }

  private List<String> found(String... conditions) throws Exception {
    List<Object> arguments = new ArrayList<>(Arrays.asList(conditions));
    arguments.add(0, "--json");
    arguments.add(file);
    return programs
        .run("audit/find", arguments.toArray())
        .text()
        .lines()
        .map(line -> line.replaceAll(".*\"event\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  @Test
  void aWorkloadsStoryHasItsRefusalsAndWhatRevokedItsGrants() throws Exception {
    String sub = PreparedTokens.grant("g-1").claims().get("sub").toString();

    assertEquals(
        List.of("asked", "granted", "asked", "issued", "failed", "refused", "revoked"),
        found("--sub", sub));
    assertEquals(List.of("refused"), found("--sub", sub, "--event", "refused"));
    assertEquals(List.of("revoked"), found("--sub", sub, "--event", "revoked"));
  }

  @Test
  void aGrantsStoryHasTheRevocationOfAllGrantsOfItsWorkload() throws Exception {
    String sub = PreparedTokens.grant("g-1").claims().get("sub").toString();
    assertEquals(List.of("revoked"), found("--jti", "g-1", "--event", "revoked"));
    record(
        List.of(
            revoked(sub, "edge", AuditSamples.NOW.minusSeconds(1)),
            revoked(sub, "another", AuditSamples.NOW.plusSeconds(1)),
            revoked("app:b", "edge", AuditSamples.NOW.plusSeconds(1))));
    assertEquals(List.of("revoked"), found("--jti", "g-1", "--event", "revoked"));

    record(List.of(revoked(sub, "edge", AuditSamples.NOW.plusSeconds(1))));

    assertEquals(List.of("revoked", "revoked"), found("--jti", "g-1", "--event", "revoked"));
  }

  private static AuditRecord revoked(String sub, String broker, Instant time) {
    return new AuditRecord.Revoked(
        time, AuditSamples.BROKER.as(broker), Optional.empty(), Optional.of(sub), AuditSamples.NOW);
  }

  @Test
  void anEventThatIsAskedForIsAllThatIsPrinted() throws Exception {
    assertEquals(List.of("refused", "refused"), found("--event", "refused"));
    assertEquals(List.of("issued"), found("--jti", "g-1", "--event", "issued"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --event issue                            | it is one of started, granted, asked, issued
          --problem nonsense                       | it is one of invalid-request
          --from yesterday                         | a time is in UTC, such as 2026-01-01T00:00:00Z
          --from 2026-01-01T00:00:00+01:00         | a time is in UTC
          --to 2026-13                             | a time is in UTC
          --to 2026-1                              | a time is in UTC
          --from 2026-02 --to 2026-01              | --from is later than --to
          --event issued --event asked             | --event is there twice
          --sub --json                             | --sub needs a value
          --subject a                              | --subject is no option
          """)
  void nonsenseIsRefusedWithWhatIsAllowed(String arguments, String words) throws Exception {
    List<Object> all = new ArrayList<>(List.of(arguments.split(" +")));
    all.add(file);

    Said said = programs.run("audit/find", all.toArray());

    assertEquals(2, said.status(), said::text);
    assertTrue(said.text().contains(words), said::text);
  }

  @Test
  void everyTypeOfProblemIsAllowed() throws Exception {
    Said said = programs.run("audit/find", "--problem", "nonsense", file);

    String allowed =
        String.join(", ", Stream.of(ProblemType.values()).map(ProblemType::label).toList());
    assertTrue(said.text().contains(" one of " + allowed + ";"), said::text);
  }

  @Test
  void aFileThatIsNoAuditIsNamed() throws Exception {
    Path other = Files.writeString(folder.resolve("other"), "a line\n{\"event\":\"asked\"}\n");

    Said said = programs.run("audit/find", "--event", "asked", file, other);

    assertEquals(2, said.status(), said::text);
    assertTrue(said.text().contains(other + " is no audit"), said::text);
    Path empty = Files.createFile(folder.resolve("empty"));
    assertEquals(0, programs.run("audit/find", "--event", "asked", file, empty).status());
  }
}
