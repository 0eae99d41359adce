package io.vouchsafe.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code vouchsafe exec} says to who errs, before anything is begun. */
class ExecVerbTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Map<String, String> variables, String... arguments) {
    Surroundings surroundings =
        new Surroundings(
            variables,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            InstantSource.system());
    return CommandLines.run("1", surroundings, arguments);
  }

  private void misused(String arguments, String words) {
    assertEquals(2, run(Map.of(), ("exec " + arguments + " -- true").split(" ")), err::toString);
    String line = err.toString(UTF_8);
    assertTrue(line.startsWith("vouchsafe: ") && line.contains(words), line);
    assertEquals(1, line.lines().count(), line);
    assertEquals("", out.toString(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--token-file X=a --token-file X=b|--token-file X is there twice",
        "--token-file PATH=a|--token-file PATH: the command needs that itself",
        "--token-file HOME=a|--token-file HOME: the command",
        "--token-file LD_PRELOAD=a|--token-file LD_PRELOAD: the command",
        "--token-file AWS_WEB_IDENTITY_TOKEN_FILE=a --aws-role arn:aws:iam::111122223333:role/r|AWS_WEB_IDENTITY_TOKEN_FILE: another option decides it",
        "--aws-role arn:aws:iam::111122223333:role/r --token-file AWS_SECRET_ACCESS_KEY=a|AWS_SECRET_ACCESS_KEY: another option",
        "--azure-client c --azure-tenant t --token-file AZURE_CLIENT_ID=a|AZURE_CLIENT_ID: another"
      })
  void aVariableOfATokenFileIsItsOwn(String arguments, String words) {
    misused(arguments, words);
  }

  @ParameterizedTest
  @CsvSource({
    "--aws-region, --aws-role",
    "--aws-audience, --aws-role",
    "--azure-tenant, --azure-client",
    "--azure-audience, --azure-client",
    "--google-token-audience, --google-audience",
    "--google-service-account, --google-audience",
    "--google-token-url, --google-audience"
  })
  void anOptionIsNotThereWithoutItsPartner(String option, String partner) {
    misused("--token-file X=a %s x".formatted(option), option + " needs " + partner + " too");
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo", "https://iam.googleapis.com/projects/1", "//example.com/p"})
  void aProviderOfGoogleHasItsFullName(String audience) {
    misused(
        "--google-audience " + audience,
        "full name, //iam.googleapis.com/.., without https:, not '" + audience);
  }

  @Test
  void elsewhereThanAtGoogleAProviderHasAnyName() {
    misused(
        "--google-audience foo --google-token-url https://sts.example.com",
        "nothing shows who the workload is");
  }
}
