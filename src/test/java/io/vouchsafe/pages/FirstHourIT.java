package io.vouchsafe.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer types, from the README and the pages beside it, against {@code dev/up}. */
class FirstHourIT {
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]+\\.([\\w-]+)\\.[\\w-]+");
  private static final Pattern CLAIM_ROW = Pattern.compile("(?m)^\\| (`[a-z].*?) \\|");
  private static final String WHERE = ". target/dev/env\nexport BAO_ADDR BAO_TOKEN VOUCHSAFE_URL\n";
  private static final String GRANT =
      "eval \"$(./dev/grant org=shop app=checkout deployment=d-42 environment=production)\"\n";
  private static final String VAULT = "vault() { \"$(./dev/bao)\" \"$@\"; }\n";
  private static final String JWKS_READS =
      """
      reads() {
        curl -sS --fail-with-body --max-time 10 "$VOUCHSAFE_MANAGEMENT_URL/q/metrics" |
          awk '/^http_server_requests_seconds_count.*jwks.json/ { n += $NF } END { print n + 0 }'
      }
      """;
  private static final String YES = "yes deployment:shop/checkout/d-42";

  private static DevUp up;

  @TempDir private static Path settings;

  private Shell shell;

  @BeforeAll
  static void start() throws IOException {
    Path config = settings.resolve("own.properties");
    Files.writeString(
        config,
        "vouchsafe.issuers.demo.default-audience=https://default.example.com\nvouchsafe.audit.file="
            + audit()
            + "\n");
    up = DevUp.start(config);
  }

  @AfterAll
  static void stop() {
    if (up != null) {
      up.close();
    }
  }

  private static Path audit() {
    return settings.resolve("own.jsonl");
  }

  @BeforeEach
  void openAShell() {
    assumeTrue(Shell.has("jq", "--version"), "the samples take jq");
    shell = Shell.atTheRoot();
  }

  private Shell.Ended type(String... lines) {
    return shell.bash("set -e\n" + WHERE + String.join("\n", lines));
  }

  private static String token() {
    return Block.texts("docs/workloads.md", "sh").getFirst();
  }

  @Test
  void theCommandsThatItNamesNextBringAToken() throws IOException {
    String again = token() + "\ntoken sts.amazonaws.com\n";

    Shell.Ended ended = shell.bash("set -e\n" + up.next() + "\n" + again).badly();

    JsonNode claims = claims(ended);
    assertEquals("deployment:shop/checkout/d-42", claims.path("sub").asText());
    assertEquals("sts.amazonaws.com", claims.path("aud").asText());
    assertTrue(ended.output().endsWith("\n204\n"), ended::toString);
    ended.saying("the grant was revoked");
  }

  @Test
  void itNamesTheAuditThatIsWritten() throws IOException {
    type(GRANT, "./audit/find --jti \"$GRANT_ID\" --event granted " + audit())
        .well()
        .saying("granted issuer=demo");
    assertTrue(up.output().contains("\n  audit        " + audit() + "\n"), up::output);
  }

  @Test
  void whatHasASecretOfVaultsIsItsOwnersAlone() {
    String files =
        type("ls -ld target/dev $(grep -rlF -- \"$BAO_TOKEN\" target/dev)").well().output();

    assertTrue(files.contains(" target/dev/openbao.log\n"), files);
    files.lines().forEach(line -> assertTrue(line.matches("[d-]rw[x-]------.*"), files));
  }

  @Test
  void settingsOfOnesOwnWin() throws IOException {
    JsonNode claims =
        claims(
            type(
                    GRANT,
                    "curl -sS -H \"Authorization: bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN\""
                        + " \"$ACTIONS_ID_TOKEN_REQUEST_URL\"")
                .well());

    assertEquals("https://default.example.com", claims.path("aud").asText());
  }

  @Test
  void theReadmeLeadsToATokenOfTheClaimsInItsTableAndToALogin() throws IOException {
    List<String> blocks = Block.texts("README.md", "sh");
    assertEquals(3, blocks.size());

    Shell.Ended ended =
        type(blocks.get(0), blocks.get(1), blocks.get(2))
            .well()
            .saying("sub  deployment:shop/checkout/d-42: the workload")
            .saying("AWS_WEB_IDENTITY_TOKEN_FILE=/")
            .saying("token_policies");
    type("\"$(./dev/bao)\" auth disable jwt").well();

    TreeSet<String> names = new TreeSet<>();
    claims(ended).fieldNames().forEachRemaining(names::add);
    assertEquals(
        CLAIM_ROW
            .matcher(Block.text(Path.of("README.md")))
            .results()
            .flatMap(row -> Pattern.compile("`([a-z]+)`").matcher(row.group(1)).results())
            .map(name -> name.group(1))
            .collect(Collectors.toCollection(TreeSet::new)),
        names);
  }

  @Test
  void theShellFunctionSaysWhyThereIsNoToken() {
    assertRefused("token ''", "audience must not be empty");
    assertRefused(
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN=junk; token a", "the bearer token is not a signed JWT");
    assertRefused("ACTIONS_ID_TOKEN_REQUEST_URL=http://localhost:1/; token a", "curl: (7)");
    assertRefused("unset ACTIONS_ID_TOKEN_REQUEST_URL; token a", "no grant in this shell");
  }

  private void assertRefused(String command, String reason) {
    Shell.Ended ended = type(GRANT, token(), command).saying(reason);

    assertEquals(5, ended.status(), ended::toString);
    assertEquals("", ended.output());
  }

  @Test
  void aGrantThatIsRefusedLeavesNoEarlierOneBehind() {
    Shell.Ended ended =
        shell
            .bash(
                GRANT
                    + "eval \"$(./dev/grant org=shop)\"\necho $?; env | grep ^ACTIONS_ID_ || true")
            .saying("workload.app is missing");

    assertEquals("1\n", ended.output());
  }

  @Test
  void theCommandsOfTheVaultPageRunAndTheyRefuseAnotherWorkload() {
    List<String> blocks = Block.texts("docs/relying-parties/vault.md", "sh");
    String page = String.join("\n", blocks).replace("https://id.example.com", "$VOUCHSAFE_URL");

    type(VAULT, GRANT, token(), page).well().saying("token_policies").saying("checkout");
    String login =
        "vault write auth/jwt/login role=checkout-d-42 jwt=\"$(token https://vault.example.com)\"";
    type(VAULT, GRANT, token(), login).well().saying("checkout");
    type(VAULT, GRANT.replace("d-42", "d-43"), token(), login)
        .badly()
        .saying("invalid subject (sub) claim");
    type(VAULT, GRANT, token(), login.replace("vault.example", "other.example"))
        .badly()
        .saying("invalid audience (aud) claim");
    type(VAULT, "vault auth disable jwt").well();
  }

  @Test
  void theWorkloadsPythonRuns() throws IOException {
    assumeTrue(Shell.has("python3", "--version"), "there is no python3");
    String sample = Block.texts("docs/workloads.md", "python").getFirst();
    Path file = Files.writeString(settings.resolve("w.py"), sample + "\nprint(id_token('a b'))\n");

    assertBringsATokenAndSaysWhyNot("python3 " + file);
  }

  @Test
  void theWorkloadsJavaScriptRuns() throws IOException {
    assumeTrue(Shell.has("node", "--version"), "there is no node");
    String sample = Block.texts("docs/workloads.md", "js").getLast();
    Path file =
        Files.writeString(
            settings.resolve("w.mjs"), sample + "\nconsole.log(await idToken('a b'))\n");

    assertBringsATokenAndSaysWhyNot("node " + file);
  }

  @Test
  void theWorkloadsGoRuns() throws IOException {
    assertBringsATokenAndSaysWhyNot(WorkloadSample.go());
  }

  private void assertBringsATokenAndSaysWhyNot(String command) throws IOException {
    assertEquals("a b", claims(type(GRANT, command).well()).path("aud").asText());
    type(GRANT, "ACTIONS_ID_TOKEN_REQUEST_TOKEN=junk " + command)
        .badly()
        .saying("the bearer token is not a signed JWT");
  }

  @Test
  void theApiInPythonTakesItsOwnTokensOnly() throws IOException {
    assertTakesItsOwnTokensOnly(ApiSample.python());
  }

  @Test
  void theApiInJavaScriptTakesItsOwnTokensOnly() throws IOException {
    assertTakesItsOwnTokensOnly(ApiSample.javaScript());
  }

  @Test
  void theApiInGoTakesItsOwnTokensOnly() throws IOException {
    assertTakesItsOwnTokensOnly(ApiSample.go());
  }

  @Test
  void theApiInJavaTakesItsOwnTokensOnly() throws IOException {
    assertTakesItsOwnTokensOnly(ApiSample.java());
  }

  /**
   * A good token, one for another audience, a good one with its end changed, and no token; then, in
   * another process, good ones under the other audience, for which the keys are fetched once.
   */
  private void assertTakesItsOwnTokensOnly(String command) {
    Shell.Ended ended =
        type(
                GRANT,
                token(),
                "good=$(token https://api.example.com) other=$(token https://another.example.com)",
                "changed=${good%??????????}AAAAAAAAAA",
                "export ISSUER=$VOUCHSAFE_URL AUDIENCE=https://api.example.com",
                command + " \"$good\" \"$other\" \"$changed\" not.a.jwt",
                JWKS_READS,
                "before=$(reads)",
                "AUDIENCE=https://another.example.com "
                    + command
                    + " \"$good\" \"$other\" \"$other\"",
                "[ $(($(reads) - before)) -le 1 ] || echo the keys were not kept")
            .well();

    List<String> lines = ended.output().lines().toList();
    assertEquals(7, lines.size(), ended::toString);
    assertEquals(YES, lines.get(0), ended::toString);
    assertEquals(List.of(YES, YES), lines.subList(5, 7), ended::toString);
    lines.subList(1, 5).forEach(line -> assertTrue(line.startsWith("no "), ended::toString));
    assertFalse(lines.get(1).isBlank());
  }

  private static JsonNode claims(Shell.Ended ended) throws IOException {
    var jwt = JWT.matcher(ended.output());
    assertTrue(jwt.find(), ended::toString);
    return Http.JSON.readTree(Base64.getUrlDecoder().decode(jwt.group(1)));
  }
}
