package io.vouchsafe.agent.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.testing.AdjustableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of tokens over their lives, and when things fail. */
class RenewerTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private final SampleWatcher watcher = new SampleWatcher();

  private Renewer start(TokenSource source, TokenFile... files) {
    return Renewer.start(source, List.of(files), watcher, InstantSource.system());
  }

  private TokenFile file(String name) {
    return TokenFile.of(folder.resolve(name), "aud-" + name, Optional.empty());
  }

  private Jwt read(String name) throws IOException, Jwt.Malformed {
    return Jwt.decode(Files.readString(folder.resolve(name)));
  }

  @Test
  void writesEachFileForItsAudience() throws Exception {
    TokenFile[] files =
        IntStream.range(0, 100).mapToObj(i -> file("t" + i)).toArray(TokenFile[]::new);

    try (Renewer renewer = start(new SampleSource(LONG), files)) {
      renewer.awaitFirst(PATIENCE);

      assertTrue(renewer.statuses().stream().allMatch(FileStatus::good));
      assertEquals(List.of("aud-t7"), read("t7").audiences());
      assertEquals(List.of("aud-t99"), read("t99").audiences());
    }
  }

  @Test
  void renewsBeforeTheTokenEnds() throws Exception {
    try (Renewer renewer = start(new SampleSource(SHORT), file("a"))) {
      renewer.awaitFirst(PATIENCE);
      Jwt first = read("a");
      watcher.next("renewed");
      watcher.next("renewed");

      assertNotEquals(first.compact(), read("a").compact());
      assertEquals(0, watcher.count("expired"));
    }
  }

  @Test
  void keepsTheLastTokenAlsoWhenItHasExpiredAndSaysSoOnce() throws Exception {
    SampleSource source = new SampleSource(LONG);
    AdjustableClock clock = new AdjustableClock();
    try (Renewer renewer = Renewer.start(source, List.of(file("a")), watcher, clock)) {
      renewer.awaitFirst(PATIENCE);
      String last = Files.readString(folder.resolve("a"));
      source.fail(Fault.unavailable("away"));
      clock.pass(Duration.ofMinutes(55));
      assertEquals("failed good: away", watcher.next("failed"));
      assertTrue(renewer.statuses().getFirst().good());

      clock.pass(Duration.ofMinutes(6));
      watcher.next("expired");
      assertEquals(last, Files.readString(folder.resolve("a")));
      assertFalse(renewer.statuses().getFirst().good());
      watcher.next("failed bad");
      assertEquals(0, watcher.count("expired"));

      source.fail(null);
      watcher.next("renewed");
      assertTrue(renewer.statuses().getFirst().good());
    }
  }

  @Test
  void triesAtOnceWhenTheGrantIsReplaced() throws Exception {
    SampleSource source = new SampleSource(LONG);
    source.fail(Fault.refused("expired"));
    try (Renewer renewer = start(source, file("a"))) {
      for (int i = 0; i < 3; i++) {
        watcher.next("failed");
      }
      int asked = source.asked();
      source.fail(null);
      source.replaceCredential();
      watcher.next("renewed");

      assertEquals(asked + 1, source.asked());
      assertEquals(3L, renewer.statuses().getFirst().failures().get(ExitCode.REFUSED));
    }
  }

  @Test
  void doesNotWaitForWhatIsRefused() {
    SampleSource source = new SampleSource(LONG);
    source.fail(Fault.refused("no"));
    try (Renewer renewer = start(source, file("a"))) {
      assertEquals(
          "no",
          assertThrows(Fault.class, () -> renewer.awaitFirst(Duration.ofDays(1))).getMessage());
    }
  }

  @Test
  void waitsForAnIssuerThatIsAway() throws Exception {
    SampleSource source = new SampleSource(LONG);
    source.fail(Fault.unavailable("away"));
    try (Renewer renewer = start(source, file("a"))) {
      watcher.next("failed");
      assertEquals(
          "away",
          assertThrows(Fault.class, () -> renewer.awaitFirst(Duration.ofMillis(1))).getMessage());
      source.fail(null);

      renewer.awaitFirst(PATIENCE);
      assertEquals(List.of("aud-a"), read("a").audiences());
    }
  }

  @Test
  void asksNobodyWhileItsFileCannotBeWritten() throws Exception {
    SampleSource source = new SampleSource(LONG);
    TokenFile lost = file("later/a");
    try (Renewer renewer = start(source, lost)) {
      assertEquals(
          ExitCode.FILE, assertThrows(Fault.class, () -> renewer.awaitFirst(PATIENCE)).code());
      assertEquals(0, source.asked());

      Files.createDirectory(folder.resolve("later"));
      watcher.next("renewed");
      assertTrue(Files.exists(lost.path()));
    }
  }

  @Test
  void measuresLifeByTheTimeThatPasses() throws Exception {
    for (Duration off : List.of(Duration.ofDays(-365), Duration.ofDays(365))) {
      SampleSource source = new SampleSource(LONG);
      source.setClockAhead(off);
      try (Renewer renewer = start(source, file("a"), file("b"), file("c"))) {
        renewer.awaitFirst(PATIENCE);
        String line = watcher.next("noticed");
        assertTrue(line.contains(off.isNegative() ? "behind this" : "ahead of this"), line);
        assertTrue(renewer.statuses().getFirst().good());
        assertEquals(3, source.asked());
      }
      assertEquals(0, watcher.count("noticed"));
    }
  }

  @Test
  void writesNothingOnceItIsClosed() throws Exception {
    SampleSource source = new SampleSource(SHORT);
    Renewer renewer = start(source, file("a"));
    renewer.awaitFirst(PATIENCE);

    renewer.close();
    FileStatus status = renewer.statuses().getFirst();
    while (status.good()) {
      Thread.onSpinWait();
    }

    assertEquals(status.renewals(), renewer.statuses().getFirst().renewals());
    assertArrayEquals(new String[] {"a"}, folder.toFile().list());
  }

  @Test
  void noticesThatAnotherWritesItsFile() throws Exception {
    SampleSource source = new SampleSource(SHORT);
    try (Renewer one = start(source, file("a"))) {
      one.awaitFirst(PATIENCE);
      WholeFile.replace(folder.resolve("a"), "theirs", FileMode.OWNER);

      assertTrue(watcher.next("noticed").contains("a second agent"));
      watcher.next("renewed");
      WholeFile.replace(folder.resolve("a"), "theirs", FileMode.OWNER);
      watcher.next("renewed");
      assertEquals(0, watcher.count("noticed"));
      assertEquals(List.of("aud-a"), read("a").audiences());
    }
  }
}
