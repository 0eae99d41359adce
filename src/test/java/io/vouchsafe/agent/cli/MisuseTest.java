package io.vouchsafe.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.agent.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a new user does wrong, and what he is told to do. */
class MisuseTest {
  private static final Map<String, String> VARIABLES =
      Map.of("VOUCHSAFE_ISSUER", "https://127.0.0.1:1", "VOUCHSAFE_GRANT", "a.b.c");
  private static final String ROLE = "arn:aws:iam::111122223333:role/shop";

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void says(int status, String line, String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            VARIABLES,
            new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
            new PrintStream(err, true, UTF_8),
            InstantSource.system());
    assertEquals(status, CommandLines.run("1", surroundings, arguments), err::toString);
    assertEquals("vouchsafe: " + line, err.toString(UTF_8).strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "tokn|unknown verb 'tokn'; there are: token, agent, exec, aws-credentials, check, lint (vouchsafe --help shows the usage)",
        "--versoin|unknown option '--versoin' (the nearest is --version) (vouchsafe --help shows the usage)",
        "token --audence x|unknown option '--audence' (the nearest is --audience) (vouchsafe token --help shows the usage)",
        "token --audence=x|unknown option '--audence' (the nearest is --audience) (vouchsafe token --help shows the usage)",
        "token --proxy-address x|unknown option '--proxy-address' (vouchsafe token --help shows the usage)",
        "token x|'x' is too much: options only (vouchsafe token --help shows the usage)",
        "lint|URL is missing: The issuer, to the letter: as the iss of its tokens. (vouchsafe lint --help shows the usage)",
        "lint a b|'b' is too much: one URL only (vouchsafe lint --help shows the usage)",
        "check a b|'b' is too much: one PARTY only (vouchsafe check --help shows the usage)"
      })
  void whatThereIsIsSaid(String arguments, String line) {
    says(2, line, arguments.split(" "));
  }

  @Test
  void withoutAPartyThePartiesAreSaid() {
    says(
        2,
        "PARTY is missing: %s. (vouchsafe check --help shows the usage)"
            .formatted(String.join(", ", CheckOptions.NAMES)),
        "check");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5m", "899", "13h", "43201s"})
  void awsTakesNoOtherDurations(String time) {
    says(
        2,
        "--duration is from 15m to 12h for AWS, not '%s'".formatted(time),
        "aws-credentials",
        "--role",
        ROLE,
        "--duration",
        time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a", "a/b", "\u00e4\u00e4"})
  void awsTakesNoOtherSessionNames(String name) {
    says(
        2,
        "--session-name has 2 to 64 letters, digits and _+=,.@- for AWS, not '%s'".formatted(name),
        "aws-credentials",
        "--role",
        ROLE,
        "--session-name",
        name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"org=shop,app=checkout", "org=shop, app=checkout", "org=,app="})
  void anAttributeIsNotSeveral(String attributes) {
    says(
        2,
        "--workload is one attribute, not '%s': repeat --workload for each".formatted(attributes),
        "token",
        "--proof-file",
        "p",
        "--workload",
        attributes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a.b.c\"", "bearer a.b.c", "id 1\ngrant a.b.c\n"})
  void aFileHoldsTheGrantAlone(String content, @TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("grant"), content);

    says(
        4,
        "the grant %s holds what is no token; it has to hold the grant alone, on one line"
            .formatted(file),
        "token",
        "--grant-file",
        file.toString());
  }
}
