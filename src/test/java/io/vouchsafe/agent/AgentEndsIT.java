package io.vouchsafe.agent;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vouchsafe agent} as it ends: by itself, when it is asked to, and when it is killed. */
class AgentEndsIT {
  private static final int FILES = 60;
  private static final int ROUNDS = 3;

  private static OwnIssuer issuer;

  @TempDir Path folder;

  @BeforeAll
  static void startIssuer() {
    issuer = OwnIssuer.ofShortTokens("agent-ends");
  }

  @AfterAll
  static void stopIssuer() {
    issuer.close();
  }

  private String[] files() {
    return IntStream.range(0, FILES)
        .mapToObj(i -> Stream.of("--file", folder.resolve("t" + i) + "=a.example"))
        .flatMap(option -> option)
        .toArray(String[]::new);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** What is in each file that is there; no token is made twice. */
  private Map<Path, String> tokens() {
    Map<Path, String> tokens = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      Path file = folder.resolve("t" + i);
      if (Files.exists(file)) {
        tokens.put(file, read(file));
      }
    }
    return tokens;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void everyFileIsWhole() throws Jwt.Malformed {
    for (String token : tokens().values()) {
      assertEquals(List.of("a.example"), Jwt.decode(token).audiences());
    }
  }

  @Test
  void askedInTheMiddleItEndsWithWholeFilesAndNothingElse() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Map<Path, String> before = tokens();
      try (RunningAgent agent = RunningAgent.start(issuer.environment(), files())) {
        eventually("some files are written", () -> !tokens().equals(before));
        assertEquals(0, agent.terminate(), agent::err);
      }
      everyFileIsWhole();
      assertTrue(names().stream().allMatch(name -> name.matches("t[0-9]+")), names()::toString);
    }
  }

  @Test
  void killedInTheMiddleItLeavesWholeFilesAndTheNextOneTidiesUp() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Map<Path, String> before = tokens();
      try (RunningAgent agent = RunningAgent.start(issuer.environment(), files())) {
        eventually("some files are written", () -> !tokens().equals(before));
        agent.kill();
      }
      everyFileIsWhole();
    }
    Path left = folder.resolve(".t3.0123456789abcdef.vouchsafe-new");
    Files.writeString(left, "half a tok");

    Ran ran = once(issuer.environment(), files());

    assertEquals(0, ran.status(), ran::err);
    assertEquals(FILES, names().size(), names()::toString);
    everyFileIsWhole();
  }

  private static Ran once(Map<String, String> variables, String... arguments) {
    List<String> all = new ArrayList<>(List.of("agent", "--once"));
    all.addAll(List.of(arguments));
    return WorkloadProgram.run(variables, all.toArray(String[]::new));
  }

  private String file() {
    return folder.resolve("token") + "=a.example";
  }

  @Test
  void onceItSaysByItsStatusHowItWent() throws IOException {
    Map<String, String> good = issuer.environment();
    Map<String, String> refused =
        Map.of("VOUCHSAFE_ISSUER", issuer.url(), "VOUCHSAFE_GRANT", "a.b.c");
    Map<String, String> away =
        Map.of("VOUCHSAFE_ISSUER", "http://127.0.0.1:" + Ports.one(), "VOUCHSAFE_GRANT", "a.b.c");

    assertEnds(0, "", once(good, "--file", file()));
    assertEnds(1, "refused (401)", once(refused, "--file", file()));
    assertEnds(2, "--file is PATH=AUDIENCE", once(good, "--file", "nonsense"));
    assertEnds(2, "neither a file nor a listener", once(good));
    assertEnds(3, "cannot be reached", once(away, "--file", file(), "--timeout", "1s"));
    assertEnds(
        4, "there is no folder", once(good, "--file", folder.resolve("no/token") + "=a.example"));
    Path config = Files.writeString(folder.resolve("agent.json"), "{\"issuers\": 1}");
    assertEnds(2, "unknown member issuers", once(good, "--config", config.toString()));
    Files.writeString(config, "{}");
    assertEnds(2, "issuer is missing", once(good, "--config", config.toString()));
    assertEnds(
        2, "--config and --file", once(good, "--config", config.toString(), "--file", file()));
  }

  private static void assertEnds(int status, String words, Ran ran) {
    assertEquals(status, ran.status(), ran::err);
    assertEquals("", ran.out());
    assertTrue(ran.err().contains(words), ran::err);
    assertTrue(ran.err().lines().allMatch(line -> line.startsWith("vouchsafe: ")), ran::err);
    assertEquals(words.isEmpty() ? 0 : 1, ran.err().lines().count(), ran::err);
  }

  @Test
  void ofManyFilesEachThatCanBeIsWritten() {
    Ran ran =
        once(
            issuer.environment(),
            "--file",
            folder.resolve("no/token") + "=a.example",
            "--file",
            file());

    assertEquals(4, ran.status(), ran::err);
    assertTrue(Files.exists(folder.resolve("token")));
  }

  @Test
  void inAVolumeThatAllMayWriteItMakesAFolderOfItsOwn() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Files.setPosixFilePermissions(volume, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path token = volume.resolve("tokens/aws");

    assertEnds(0, "", once(issuer.environment(), "--make-folders", "--file", token + "=a.example"));
    assertTrue(Files.exists(token));
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(token.getParent()));
  }
}
