package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code vault/rotate} and {@code vault/revoke} do, say, ask and refuse. */
class VaultRevokeTest {

  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final AtomicInteger KEYS = new AtomicInteger();

  private static OpenBao bao;
  private static String binary;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    bao = OpenBao.start();
    binary =
        new String(
                new ProcessBuilder(ROOT + "/dev/bao").start().getInputStream().readAllBytes(),
                UTF_8)
            .strip();
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  private record Ended(int status, String output) {

    Ended done() {
      assertEquals(0, status, output);
      return this;
    }

    Ended with(int expected) {
      assertEquals(expected, status, output);
      return this;
    }

    Ended saying(String... texts) {
      var words = output.replaceAll("\\s+", " ");
      for (var text : texts) {
        assertTrue(words.contains(text), () -> "'" + text + "' in: " + output);
      }
      return this;
    }

    Ended notSaying(String text) {
      assertFalse(output.contains(text), () -> "no '" + text + "' in: " + output);
      return this;
    }
  }

  private static Ended rotate(String... arguments) {
    return with(binary, bao.rootToken(), "vault/rotate", arguments);
  }

  private static Ended revoke(String... arguments) {
    return with(binary, bao.rootToken(), "vault/revoke", arguments);
  }

  private static Ended with(String cli, String token, String script, String... arguments) {
    var command = new ArrayList<>(List.of(ROOT.resolve(script).toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--cli", cli));
    return run(Map.of("BAO_TOKEN", token, "VAULT_TOKEN", token), "", command);
  }

  private static Ended run(Map<String, String> environment, String input, List<String> command) {
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("BAO_ADDR", bao.address().toString());
      builder.environment().put("VAULT_ADDR", bao.address().toString());
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().write(input.getBytes(UTF_8));
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Ended(process.waitFor(), output);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new P-256 key with as many versions. */
  private static String key(int versions) {
    return key("key-" + KEYS.incrementAndGet(), versions);
  }

  private static String key(String name, int versions) {
    bao.root().write("transit/keys/" + name, Map.of("type", "ecdsa-p256"));
    IntStream.range(1, versions).forEach(i -> bao.rotate(name));
    return name;
  }

  private static void assertMinimums(String key, int decryption, int encryption) {
    assertEquals(decryption, bao.key(key).path("min_decryption_version").asInt());
    assertEquals(encryption, bao.key(key).path("min_encryption_version").asInt());
  }

  private static List<String> versions(String key) {
    var names = new ArrayList<String>();
    bao.key(key).path("keys").fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String created(String key, int version) {
    var time = bao.key(key).path("keys").path("" + version).path("creation_time").asText();
    return SHOWN.format(OffsetDateTime.parse(time));
  }

  /**
   * A command line of which the shell decides what becomes of each call; it ends with real calls.
   */
  private String cli(String... lines) throws IOException {
    var cli = Files.createTempFile(folder, "cli-", ".sh");
    var script = new ArrayList<>(List.of("#!/bin/sh"));
    script.addAll(List.of(lines));
    script.add("exec " + binary + " \"$@\"");
    Files.write(cli, script);
    assertTrue(cli.toFile().setExecutable(true));
    return cli.toString();
  }

  @Test
  void revokesAVersionAndAllBeforeItInOneWrite() throws Exception {
    var key = key(3);
    var lives = List.of(created(key, 1), created(key, 2));
    var log = folder.resolve("log");

    var ended =
        with(cli("echo \"$@\" >> " + log), bao.rootToken(), "vault/revoke", key, "2", "--yes")
            .done();

    assertMinimums(key, 3, 3);
    assertEquals(
        List.of(
            "write transit/keys/"
                + key
                + "/config min_decryption_version=3 min_encryption_version=3"),
        Files.readAllLines(log).stream().filter(line -> line.startsWith("write")).toList());
    ended.saying(
        "cut off a prefix, so with version 2 goes every one before it",
        "version 1, created " + lives.get(0),
        "version 2, created " + lives.get(1),
        "revoked transit/keys/" + key + " up to version 2");
    ended.notSaying("version 3, created");
    assertEquals(List.of("3"), versions(key));
    assertEquals(0, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void saysWhatARevocationMeans() {
    revoke(key(2), "1", "--yes")
        .saying(
            "From its next reading of the keys on (refresh, 30 s; Vault refuses at once) there is no"
                + " new token under them",
            "accept old tokens under them for as long as they hold it (m, 65 min)",
            "cut off from Vault publish them until their reading is max-published-age old (s, 12 h)",
            "can lower them again, and the versions are back. Only --final is final");
  }

  @Test
  void saysWhatRevokingTheGrantKeyMeans() {
    revoke(key("shop-grant", 2), "1", "--yes")
        .done()
        .saying(
            "no grant under them is accepted: the workloads that hold one need a new one from their"
                + " broker",
            "What stays signs grants from then on")
        .notSaying("JWKS");
  }

  @Test
  void addsAVersionFirstWhereNoneWouldBeLeft() throws Exception {
    var key = key(2);
    var log = folder.resolve("log");

    with(cli("echo \"$@\" >> " + log), bao.rootToken(), "vault/revoke", key, "2", "--yes")
        .done()
        .saying(
            "None would be left, so version 3 is added first. It signs at once, unannounced",
            "created transit/keys/" + key + " version 3");

    assertEquals(
        List.of("rotate", "config"),
        Files.readAllLines(log).stream()
            .filter(line -> line.startsWith("write"))
            .map(line -> line.contains("/rotate") ? "rotate" : "config")
            .toList());
    assertMinimums(key, 3, 3);
    assertEquals(List.of("3"), versions(key));
  }

  @Test
  void saysThatAnAnnouncedVersionTakesTheSigningOneWithIt() {
    revoke(key(3), "2", "--yes")
        .done()
        .saying("Version 2 is only announced: version 1, which signs now, goes with it.");
  }

  @Test
  void saysWhoSignsAfterwards() throws Exception {
    var key = key(3);
    revoke(key, "1", "--yes")
        .saying(
            "Version 2, created " + created(key, 2) + ", signs from then on",
            "Nothing that stays is past announce-for, so it does not wait");
    Thread.sleep(1100);
    revoke(key, "2", "--yes", "--announce-for", "1s")
        .saying("version 2, created", "Version 3, created " + created(key, 3))
        .notSaying("does not wait");
  }

  @Test
  void asksFirstAndOnlyYesGoesOn() {
    var script = Path.of("/usr/bin/script");
    assumeTrue(Files.exists(script) && System.getProperty("os.name").equals("Linux"));
    var key = key(2);

    assertEquals(1, atATerminal("no\n", key).saying("Only yes goes on").status());
    assertMinimums(key, 1, 0);
    atATerminal("yes\n", key).done().saying("revoked transit/keys/" + key);
    assertMinimums(key, 2, 2);
  }

  private static Ended atATerminal(String input, String key) {
    var revoke = "%s/vault/revoke %s 1 --cli %s".formatted(ROOT, key, binary);
    return run(
        Map.of("BAO_TOKEN", bao.rootToken(), "VAULT_TOKEN", bao.rootToken()),
        input,
        List.of("/usr/bin/script", "-qec", revoke, "/dev/null"));
  }

  @Test
  void changesNothingWhereNobodyCanAnswer() {
    var key = key(2);

    revoke(key, "2").with(2).saying("version 1, created", "this is no terminal; add --yes");

    assertMinimums(key, 1, 0);
    assertEquals(List.of("1", "2"), versions(key));
  }

  @Test
  void saysUnchangedWhereItIsRevokedAlready() {
    var key = key(3);
    bao.configure(key, Map.of("min_encryption_version", 3, "min_decryption_version", 3));

    revoke(key, "1").done().saying("unchanged transit/keys/" + key);
    revoke(key, "2").done().saying("unchanged transit/keys/" + key);

    assertMinimums(key, 3, 3);
  }

  @Test
  void neverLowersAMinimum() {
    var key = key(4);
    bao.configure(key, Map.of("min_encryption_version", 4, "min_decryption_version", 1));

    revoke(key, "1", "--yes").done();
    assertMinimums(key, 2, 4);

    bao.configure(key, Map.of("min_encryption_version", 0));
    revoke(key, "1", "--yes").done();
    assertMinimums(key, 2, 2);
  }

  @Test
  void refusesNonsense() {
    var key = key(2);
    var mistakes =
        Stream.of(
            List.of(),
            List.of(key),
            List.of(key, "0"),
            List.of(key, "01"),
            List.of(key, "-1"),
            List.of(key, "latest"),
            List.of(key, "1.5"),
            List.of(key, "99999999999"),
            List.of(key, "1", "2"),
            List.of("transit/keys/" + key, "1"),
            List.of(key, "1", "--colour", "red"),
            List.of(key, "1", "--announce-for", "soon"),
            List.of(key, "1", "--mount", "a b"));

    mistakes.forEach(
        arguments -> revoke(arguments.toArray(String[]::new)).with(2).saying("--help"));

    revoke(key, "3", "--yes").with(1).saying("has no version 3: its newest is 2");
    revoke("no-such-key", "1", "--yes").with(1).saying("there is no key transit/keys/no-such-key");
    bao.root().write("transit/keys/cipher", Map.of("type", "aes256-gcm96"));
    revoke("cipher", "1", "--yes").with(1).saying("transit/keys/cipher is no signing key");
    assertMinimums(key, 1, 0);
    assertEquals(List.of("1", "2"), versions(key));
  }

  @Test
  void whatIsRetiredOrRevokedCanBeRestoredUnlessItWasFinal() {
    var key = key(3);
    revoke(key, "2", "--yes").done();
    assertEquals(List.of("3"), versions(key));

    var restored = Map.of("min_encryption_version", 1, "min_decryption_version", 1);
    bao.configure(key, restored);
    assertEquals(List.of("1", "2", "3"), versions(key));

    revoke(key, "2", "--yes", "--final")
        .done()
        .saying("everything before version 3 is trimmed", "trimmed transit/keys/" + key);
    var lowered = bao.root().call("POST", "transit/keys/" + key + "/config", restored);
    assertEquals(400, lowered.status(), lowered::toString);
    assertEquals(List.of("3"), versions(key));
    assertEquals(3, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void canBeMadeFinalLater() {
    var key = key(3);
    revoke(key, "2", "--yes").done();

    revoke(key, "2", "--final").with(2).saying("add --yes");
    revoke(key, "2", "--final", "--yes").done().saying("trimmed").notSaying("revoked    ");
    revoke(key, "2", "--final").done().saying("unchanged");
    revoke(key, "1", "--final").done().saying("unchanged");

    assertEquals(3, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void revokesASoftDeletedKeyToo() {
    var key = key(2);
    bao.root().delete("transit/keys/" + key + "/soft-delete");

    revoke(key, "1", "--yes").done().saying("nothing of it signs until it is restored");
    revoke(key, "2", "--yes").with(1).saying("no version was added", "nothing was changed");

    assertMinimums(key, 2, 2);
  }

  @Test
  void failsLoudlyWhereVaultDidNotDoIt() throws Exception {
    var key = key(2);
    for (var write : List.of("config", "trim", "rotate")) {
      var deaf = cli("case \"$*\" in write*/" + write + "*) exit 0 ;; esac");
      var version = write.equals("rotate") ? "2" : "1";
      with(deaf, bao.rootToken(), "vault/revoke", key, version, "--yes", "--final")
          .with(1)
          .saying(
              Map.of(
                      "config", "NOT REVOKED: Vault still has minimums of 1 (decryption) and 1",
                      "trim", "NOT TRIMMED: revoked it is, but Vault still keeps",
                      "rotate", "no version was added to transit/keys/" + key)
                  .get(write));
    }
    assertEquals(List.of("2"), versions(key));
    var deaf = cli("case \"$*\" in write*) exit 0 ;; esac");
    with(deaf, bao.rootToken(), "vault/rotate", key).with(1).saying("no version was added");
  }

  @Test
  void believesWhatItReadsBackWhereAnAnswerWasLost() throws Exception {
    var key = key(1);
    var lossy = cli("case \"$1\" in write) " + binary + " \"$@\" >/dev/null; exit 2 ;; esac");

    with(lossy, bao.rootToken(), "vault/revoke", key, "1", "--yes", "--final").done();
    assertMinimums(key, 2, 2);
    assertEquals(2, bao.key(key).path("min_available_version").asInt());

    with(lossy, bao.rootToken(), "vault/rotate", key).done().saying("version 3");
    assertEquals(3, bao.key(key).path("latest_version").asInt());
  }

  @Test
  void theReadmesPolicyIsAllThatItNeeds() throws Exception {
    var readme = Files.readString(ROOT.resolve("vault/README.md"));
    var from = readme.indexOf("```hcl") + 6;
    var policy = readme.substring(from, readme.indexOf("```", from));
    bao.root().write("sys/policies/acl/key-admin", Map.of("policy", policy));
    var token = bao.tokenWith("key-admin");
    var key = "vouchsafe-rs256";

    with(binary, token, "vault/rotate", key).done();
    with(binary, token, "vault/revoke", key, "2", "--yes", "--final").done();
    assertMinimums(key, 3, 3);

    var withoutTrim = policy.substring(0, policy.indexOf("path \"transit/keys/" + key + "/trim"));
    bao.root().write("sys/policies/acl/key-admin", Map.of("policy", withoutTrim));
    with(binary, token, "vault/revoke", key, "3", "--yes").done();
    with(binary, token, "vault/revoke", key, "3", "--yes", "--final")
        .with(1)
        .saying("NOT TRIMMED", "permission denied");
  }

  @Test
  void whoMayNotDoItIsTold() {
    var signer = bao.tokenWith("vouchsafe-signer");
    var key = "vouchsafe-es256";

    with(binary, signer, "vault/rotate", key).with(1).saying("permission denied");
    with(binary, signer, "vault/revoke", key, "1", "--yes").with(1).saying("permission denied");
    with(binary, bao.tokenWith("nobody"), "vault/revoke", key, "1", "--yes")
        .with(1)
        .saying("cannot read transit/keys/" + key, "permission denied");

    assertEquals(1, bao.key(key).path("latest_version").asInt());
  }

  @Test
  void rotateAddsOneVersionAndTellsTheLifeOfAll() throws Exception {
    var key = key(1);

    var ended = rotate(key).done();

    assertEquals(2, bao.key(key).path("latest_version").asInt());
    assertMinimums(key, 1, 0);
    var second = SHOWN.parse(created(key, 2), Instant::from);
    ended.saying(
        "created transit/keys/" + key + " version 2",
        "version 1, created %s, signing, leaves the JWKS at %s"
            .formatted(created(key, 1), SHOWN.format(second.plusSeconds(2 * 86_400))),
        "version 2, created %s, announced, signs from %s"
            .formatted(created(key, 2), SHOWN.format(second.plusSeconds(86_400))),
        "more than two versions are alive for a while");

    Thread.sleep(2100);
    rotate(key, "--announce-for", "1s", "--retire-after=1s")
        .done()
        .saying("version 1, created " + created(key, 1) + ", verifying", "version 3, created")
        .notSaying("more than two");
  }

  @Test
  void aGrantKeyStaysForEightDays() {
    var key = key("bank-grant", 1);
    var ended = rotate(key).done();
    var second = SHOWN.parse(created(key, 2), Instant::from);
    ended.saying("leaves the instances at " + SHOWN.format(second.plusSeconds(9 * 86_400)));
  }

  @Test
  void readsTheTimesOfAServerInAnotherZone() throws Exception {
    var key = key(2);
    var first = SHOWN.parse(created(key, 1), Instant::from);
    var elsewhere =
        cli(
            "[ \"$1\" != read ] || { %s \"$@\" | sed -E 's/Z name/-03:30 name/g'; exit; }"
                .formatted(binary));

    with(elsewhere, bao.rootToken(), "vault/revoke", key, "1", "--yes")
        .done()
        .saying("version 1, created " + SHOWN.format(first.plusSeconds(12_600)));
  }

  @Test
  void findsBaoElseVaultAndReadsTablesWhateverTheEnvironmentPrefers() throws Exception {
    Files.move(Path.of(cli()), folder.resolve("vault"));
    var key = key(2);
    var environment =
        Map.of(
            "PATH",
            folder + ":/usr/bin:/bin",
            "VAULT_FORMAT",
            "json",
            "BAO_FORMAT",
            "json",
            "BAO_TOKEN",
            bao.rootToken());

    run(environment, "", List.of(ROOT + "/vault/revoke", key, "1", "--yes")).done();

    assertMinimums(key, 2, 2);
  }

  @Test
  void worksOnAnotherMount() {
    bao.root().write("sys/mounts/signing/deep", Map.of("type", "transit"));
    bao.root().write("signing/deep/keys/shop", Map.of("type", "rsa-2048"));

    rotate("shop", "--mount", "signing/deep/").done();
    revoke("shop", "1", "--mount=signing/deep", "--yes").done();

    assertEquals(
        2, bao.root().read("signing/deep/keys/shop").path("min_decryption_version").asInt());
  }

  @Test
  void bothSayHowTheyAreUsed() {
    rotate("--help").done().saying("usage: vault/rotate KEY");
    revoke("--help").done().saying("usage: vault/revoke KEY VERSION");
  }
}
