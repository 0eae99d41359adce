package io.vouchsafe.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.OutageLines;
import io.vouchsafe.key.Region;
import io.vouchsafe.testing.LogLines;
import io.vouchsafe.testing.SilentOutage;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.PreparedTokens;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OutageAuditTest {
  private static final Problem SEALED =
      Problem.unavailable("Vault is sealed", Duration.ofSeconds(1));

  @RegisterExtension private final LogLines log = new LogLines("io.vouchsafe.audit");

  private final Outage vault = SilentOutage.create();
  private final OutageAudit audit = new OutageAudit(new LoggedAudit("default"), Region.HOME, vault);

  private static PreparedToken token(String id) {
    return PreparedTokens.rs256(id);
  }

  private void fail(String id, Problem problem) {
    audit.asked(token(id));
    audit.failed(token(id), problem);
  }

  private void mismatch(String id) {
    audit.asked(token(id));
    audit.mismatched(token(id));
    audit.failed(token(id), Problem.of(Problem.Kind.WRONG_ANSWER, SigningFault.mismatch().cause()));
  }

  /** The event of each line, and the token's id. */
  private List<String> lines() {
    return log.records().stream()
        .map(line -> line.getMdc("event") + " " + line.getMdc("jti"))
        .toList();
  }

  @Test
  void aTokenOfAnotherRegionSaysNothingOfHomesVault() {
    PreparedToken elsewhere = PreparedTokens.of(new Region("us"));
    audit.asked(elsewhere);
    audit.failed(elsewhere, SEALED);
    assertFalse(vault.on());

    fail("1", SEALED);
    audit.issued(elsewhere);
    assertEquals(Set.of(OutageAudit.part(token("1").keyName())), vault.failing());
  }

  @Test
  void theTokenWithWhichTheOutageBeginsHasALineAndOthersHaveNone() {
    for (String id : List.of("1", "2", "3")) {
      fail(id, SEALED);
    }

    assertTrue(vault.on());
    assertEquals(List.of("failed 1"), lines());
  }

  @Test
  void aTokenThatIsIssuedAllTheSameHasNoLineAndEndsThePartOfTheOutage() {
    fail("1", SEALED);
    assertEquals(Set.of("tokens under vouchsafe-rs256"), vault.failing());
    audit.asked(token("2"));
    audit.issued(token("2"));

    assertEquals(Set.of(), vault.failing());
    assertEquals(List.of("failed 1"), lines());
  }

  @Test
  void whatFailsWhileTheOutageIsKnownHasNoLineWheneverItWasAsked() {
    audit.asked(token("1"));
    vault.failed("reading k", "Vault is sealed");
    audit.failed(token("1"), SEALED);
    fail("2", Problem.hungUp());

    assertEquals(List.of(), lines());
  }

  @Test
  void aWrongSignatureIsAnOutageAndTheFirstOneHasItsLines() {
    mismatch("1");
    mismatch("2");

    assertTrue(vault.on());
    assertEquals(List.of("mismatched 1", "failed 1"), lines());
  }

  @Test
  void theFirstWrongSignatureOfEachOutageHasALineAlsoWhileSomethingElseFails() {
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    Outage outage = OutageLines.of(new ArrayList<>(), () -> now[0]);
    OutageAudit watched = new OutageAudit(new LoggedAudit("default"), Region.HOME, outage);
    for (String id : List.of("1", "2")) {
      outage.failed("reading k", "Vault is sealed");
      watched.mismatched(token(id));
      watched.mismatched(token(id + "-again"));
      outage.worked("reading k");
      now[0] = now[0].plusSeconds(10);
      OutageLines.check(outage);
      watched.asked(token(id + "-after"));
    }

    assertEquals(List.of("mismatched 1", "mismatched 2"), lines());
  }

  @Test
  void aTokenThatTheKeysForbidIsCountedAndHasNoLine() {
    List<String> lines = new ArrayList<>();
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    Outage counted = OutageLines.of(lines, () -> now[0]);
    counted.failed("signing with k", "the RS256 key is soft-deleted");
    Audit forbidden = new OutageAudit(new LoggedAudit("default"), Region.HOME, counted);

    forbidden.unavailable();
    forbidden.unavailable();
    now[0] = now[0].plusSeconds(60);
    OutageLines.check(counted);

    assertTrue(lines.getLast().endsWith("; 2 hits since the last line"), lines::toString);
    assertEquals(List.of(), lines());
  }

  @Test
  void aTokenThatAnotherRegionSignsAfterAllIsNotCounted() {
    List<String> lines = new ArrayList<>();
    Instant[] now = {Instant.parse("2026-01-01T00:00:00Z")};
    Outage counted = OutageLines.of(lines, () -> now[0]);
    Audit failing = new OutageAudit(new LoggedAudit("default"), Region.HOME, counted);

    for (String id : List.of("1", "2", "3")) {
      failing.failed(token(id), SEALED);
    }
    failing.signedElsewhere(Region.HOME);
    failing.signedElsewhere(new Region("us"));
    now[0] = now[0].plusSeconds(60);
    OutageLines.check(counted);

    assertTrue(lines.getLast().endsWith("; 2 hits"), lines::toString);
  }

  @Test
  void neitherAClientThatLeftNorARefusedVersionIsAnOutage() {
    fail("1", Problem.hungUp());
    fail("2", Problem.of(Problem.Kind.VERSION_REFUSED, "below the minimum"));

    assertFalse(vault.on());
    assertEquals(List.of("failed 1", "failed 2"), lines());
  }
}
