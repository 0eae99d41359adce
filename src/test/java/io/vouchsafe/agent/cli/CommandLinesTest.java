package io.vouchsafe.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** What the command line says to who errs, before anybody is asked. */
class CommandLinesTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> variables, String... arguments) {
    return CommandLines.run("vouchsafe 1.2.3", surroundings(variables), arguments);
  }

  private Surroundings surroundings(Map<String, String> variables) {
    return new Surroundings(
        variables,
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        InstantSource.system());
  }

  private void misused(String expected, Map<String, String> variables, String... arguments) {
    assertEquals(2, run(variables, arguments), err::toString);
    String line = err.toString(UTF_8);
    assertTrue(line.contains(expected), line);
    assertTrue(line.startsWith("vouchsafe: "), line);
    assertEquals(1, line.lines().count(), line);
    assertEquals("", out.toString(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpIsOnStandardOutput(String flag) {
    assertEquals(0, run(Map.of(), flag));
    String help = out.toString(UTF_8);
    for (String verb : List.of("token", "exec", "aws-credentials")) {
      assertTrue(help.contains(verb), help);
    }
    assertEquals("", err.toString(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "exec", "aws-credentials"})
  void everyVerbHasHelp(String verb) {
    assertEquals(0, run(Map.of(), verb, "--help"));
    assertTrue(out.toString(UTF_8).startsWith("Usage: vouchsafe " + verb), out::toString);
  }

  @Test
  void theListOfVerbsHasWholeSentences() {
    run(Map.of(), "--help");
    String verbs = out.toString(UTF_8).replaceAll("\\s+", " ");
    for (String end : List.of("a credential_process.", "must not.", "it runs.", "what to do.")) {
      assertTrue(verbs.contains(end), verbs);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"token", "agent", "exec", "aws-credentials", "check", "lint"})
  void aLineOfHelpIsFullBeforeASentenceGoesOn(String verb) {
    run(Map.of(), verb, "--help");
    List<String> lines = out.toString(UTF_8).lines().toList();
    for (int at = 0; at + 1 < lines.size(); at++) {
      String next = lines.get(at + 1);
      if (lines.get(at).matches("(?! +--\\S+$).*[^.;:]") && next.matches(" {20,}[^\\[-].*")) {
        int full = lines.get(at).length() + 1 + next.strip().split(" ", 2)[0].length();
        assertTrue(full > 95, lines.get(at) + "\n" + next);
      }
    }
  }

  @Test
  void theVersionIsALine() {
    assertEquals(0, run(Map.of(), "--version"));
    assertEquals("vouchsafe 1.2.3\n", out.toString(UTF_8));
  }

  @Test
  void withoutAVerbItSaysWhichThereAre() {
    misused("say what to do: token, ", Map.of());
  }

  @Test
  void anUnknownVerbIsNamed() {
    misused("'tokens'", Map.of(), "tokens");
  }

  @Test
  void anUnknownOptionIsNamed() {
    misused("--audiences", Map.of(), "token", "--audiences", "a");
  }

  @Test
  void aFormatThatThereIsNotIsRefusedWithThoseThatThereAre() {
    misused(
        "jwt, json, claims, google-executable, exec-credential",
        Map.of(),
        "token",
        "--format",
        "yaml");
  }

  @ParameterizedTest
  @CsvSource({"5x", "-1", "0", "1.5h", "''", "99999999"})
  void aTimeOfAnotherFormIsRefused(String time) {
    misused("--ttl is a time", Map.of(), "token", "--ttl=" + time);
  }

  @Test
  void whoShowsNothingLearnsWhatThereIs() {
    misused("--grant-file FILE", Map.of("VOUCHSAFE_ISSUER", "https://id.example.com"), "token");
  }

  @Test
  void aGrantWithoutAnIssuerIsNotEnough() {
    misused("no issuer", Map.of("VOUCHSAFE_GRANT", "x"), "token");
  }

  @Test
  void grantAndProofContradictEachOther() {
    misused("not both", Map.of(), "token", "--grant-file", "g", "--proof-file", "p");
    err.reset();
    misused("unset one", Map.of("VOUCHSAFE_GRANT_FILE", "g", "VOUCHSAFE_PROOF_FILE", "p"), "token");
  }

  @Test
  void anOptionWinsOverItsVariable() {
    assertEquals(
        4,
        run(
            Map.of("VOUCHSAFE_GRANT_FILE", "g", "VOUCHSAFE_ISSUER", "https://a.example"),
            "token",
            "--proof-file",
            "/no/such/proof",
            "--workload",
            "org=shop",
            "--timeout",
            "1s"));
    assertTrue(err.toString(UTF_8).contains("there is no file /no/such/proof"), err::toString);
  }

  @Test
  void aProofNeedsAWorkloadAndAnIssuer() {
    misused("say which by --workload", Map.of(), "token", "--proof-file", "p");
    err.reset();
    misused("--issuer URL", Map.of(), "token", "--proof-file", "p", "--workload", "org=shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"org", "=shop", ""})
  void anAttributeHasANameAndAValue(String attribute) {
    misused("NAME=VALUE", Map.of(), "token", "--proof-file", "p", "--workload=" + attribute);
  }

  @Test
  void anAttributeIsThereOnce() {
    misused(
        "org is there twice",
        Map.of("VOUCHSAFE_WORKLOAD", "org=a,org=b", "VOUCHSAFE_PROOF_FILE", "p"),
        "token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "id.example.com",
        "ftp://id.example.com",
        "http://id.example.com",
        "https://user@id.example.com",
        "https://id.example.com/#x",
        "https://",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com"
      })
  void anIssuerIsAUrlWithHttps(String url) {
    misused("the issuer (--issuer)", Map.of("VOUCHSAFE_GRANT", "x"), "token", "--issuer", url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "a b", "a\nb", "a\u0000b", "\u00e4"})
  void aFileThatHoldsNoTokenIsNotSent(String content) throws IOException {
    Path file = Files.createTempFile("grant", "");
    try {
      Files.writeString(file, content);
      assertEquals(
          4,
          run(
              Map.of("VOUCHSAFE_ISSUER", "https://id.example.com"),
              "token",
              "--grant-file",
              file.toString()));
      assertTrue(err.toString(UTF_8).contains("the grant " + file), err::toString);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aPipeIsNotOpened() {
    assertEquals(
        4,
        run(
            Map.of("VOUCHSAFE_ISSUER", "https://id.example.com"),
            "token",
            "--grant-file",
            "/dev/zero"));
    assertTrue(err.toString(UTF_8).contains("no regular file"), err::toString);
  }

  @Test
  void aCommandNeedsSomething() {
    misused("say what the command needs", Map.of(), "exec", "--", "true");
    err.reset();
    misused("COMMAND", Map.of(), "exec", "--aws-role", "x");
    err.reset();
    misused("--azure-tenant too", Map.of(), "exec", "--azure-client", "x", "--", "true");
    err.reset();
    misused("VARIABLE=AUDIENCE", Map.of(), "exec", "--token-file", "a-b=c", "--", "true");
  }

  @Test
  void aBugIsNoRefusalAndIsALine() {
    assertABug("java.lang.IllegalStateException", () -> new IllegalStateException("of\nours"));
    assertABug("java.lang.StackOverflowError", StackOverflowError::new);
  }

  private void assertABug(String name, Supplier<? extends Throwable> bug) {
    err.reset();
    assertEquals(3, CommandLines.ran(failing(bug), null, surroundings(Map.of())));
    String line = err.toString(UTF_8);
    assertTrue(line.startsWith("vouchsafe: unexpected failure (this is a bug): " + name), line);
    assertEquals(1, line.lines().count(), line);
  }

  private static Verb failing(Supplier<? extends Throwable> bug) {
    return new Verb() {
      @Override
      public CommandSpec spec() {
        return CommandSpec.create();
      }

      @Override
      public int run(ParseResult line, Surroundings around) {
        if (bug.get() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) bug.get();
      }
    };
  }

  @Test
  void aRoleHasAnArn() {
    misused("say which role", Map.of(), "aws-credentials");
    err.reset();
    misused("is the ARN of a role", Map.of(), "aws-credentials", "--role", "shop");
  }

  @Test
  void noSecretOfAVariableIsShown() {
    run(Map.of("VOUCHSAFE_GRANT", "s3cr3t!"), "token", "--issuer", "https://id.example.com");

    assertFalse(err.toString(UTF_8).contains("s3cr3t"), err::toString);
  }

  /** What a terminal obeys: ESC, CSI in one character, DEL, and what turns the order around. */
  @Test
  void noAnswerOfOthersCommandsATerminal() {
    Surroundings surroundings = surroundings(Map.of());

    surroundings.print("a\u001b[2Jb\u009bc\u007fd\u202ee\nf\rg");
    surroundings.say("a\u001b]0;b\u0007\nc");

    assertEquals(
        "a\\u001b[2Jb\\u009bc\\u007fd\\u202ee\nf\\u000dg", out.toString(UTF_8).stripTrailing());
    assertEquals("vouchsafe: a\\u001b]0;b\\u0007\\u000ac", err.toString(UTF_8).stripTrailing());
  }
}
