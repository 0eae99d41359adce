package io.vouchsafe.admin;

import static io.vouchsafe.testing.Repository.ROOT;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.admin.Admin.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripts in {@code vault/} refuse before they call the command line of Vault at all. */
class VaultArgumentsTest {
  private static final List<String> KUBERNETES =
      List.of("--auth", "kubernetes", "--service-account", "apps/vouchsafe");
  private static final List<String> JWT =
      List.of("--auth", "jwt", "--subject", "s", "--audience", "a");

  @TempDir Path folder;
  private Path calls;
  private Path cli;

  @BeforeEach
  void makeACommandLineThatTellsOfItsCalls() throws IOException {
    calls = folder.resolve("calls");
    cli = folder.resolve("cli");
    Files.writeString(cli, "#!/bin/sh\necho \"$@\" >>%s\nexit 1\n".formatted(calls));
    assertTrue(cli.toFile().setExecutable(true));
  }

  private Ended refused(String script, List<String> flags, String... more) {
    List<String> command = new ArrayList<>(List.of(ROOT + "/vault/" + script));
    command.addAll(flags);
    command.addAll(List.of(more));
    if (!flags.contains("--cli")) {
      command.addAll(List.of("--cli", cli.toString()));
    }
    Ended ended = Admin.run(Map.of(), "", command).with(2);
    assertFalse(Files.exists(calls), ended::output);
    return ended;
  }

  @Test
  void theCommandLineIsCalledWhereNothingIsWrong() {
    List<String> command = new ArrayList<>(List.of(ROOT + "/vault/setup", "--cli", cli.toString()));
    command.addAll(KUBERNETES);

    Admin.run(Map.of(), "", command).with(1);

    assertTrue(Files.exists(calls));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mount",
        "--revocation-mount",
        "--key-prefix",
        "--algorithms",
        "--rsa-type",
        "--cli",
        "--auth",
        "--role",
        "--auth-mount",
        "--service-account",
        "--kubernetes-host",
        "--token-reviewer-jwt",
        "--issuer-url",
        "--jwks-url",
        "--subject",
        "--audience",
        "--ca-file"
      })
  void noValueIsAFileOrAFlagForTheCommandLine(String flag) {
    String method = "--auth-mount".equals(flag) ? "approle" : "jwt";
    for (String value : List.of("@/etc/hostname", "@", "-", "-x", "--role")) {
      String end = value.startsWith("@") ? "begins with @" : "begins with -";
      refused("setup", List.of("--auth", method, flag, value))
          .saying("%s '%s' %s".formatted(flag, value, end));
      refused("setup", List.of("--auth", method, flag + "=" + value)).saying(flag, end);
    }
  }

  @Test
  void aFlagThatIsUnknownIsNoFlagWithoutAValue() {
    for (String flag : List.of("--nosuch", "--dry", "--")) {
      refused("setup", List.of(), flag).saying("unknown flag " + flag);
      refused("rotate", List.of("k"), flag).saying("unknown flag " + flag);
      refused("revoke", List.of("k", "1"), flag).saying("unknown flag " + flag);
    }
    Admin.run(Map.of(), "", List.of(ROOT + "/vault/setup", "--nosuch"))
        .with(2)
        .saying("unknown flag --nosuch");
    Admin.run(Map.of(), "", List.of(ROOT + "/vault/setup", "--mount"))
        .with(2)
        .saying("--mount needs a value");
  }

  @Test
  void aDryRunPrintsNoPolicyInstead() {
    refused("setup", List.of("--dry-run", "--print-admin-policy"))
        .saying("--dry-run and --print-admin-policy exclude each other");
  }

  @Test
  void norIsOneOfTheOtherScripts() {
    for (String flag : List.of("--mount", "--service", "--wait", "--cli")) {
      refused("rotate", List.of("k", flag, "@f")).saying(flag + " '@f' begins with @");
      refused("revoke", List.of("k", "1", flag, "-f")).saying(flag + " '-f' begins with -");
    }
    refused("rotate", List.of("..")).saying("no name of a key");
    refused("rotate", List.of("@k")).saying("no name of a key");
  }

  @Test
  void aCertificateIsNoNameOfAFileEither() throws IOException {
    Path named = Files.writeString(folder.resolve("named.crt"), "@/etc/hostname");
    Path other = Files.writeString(folder.resolve("other.crt"), "-");

    for (List<String> flags :
        List.of(
            with(KUBERNETES, "--kubernetes-host", "https://k8s.example:6443"),
            with(JWT, "--issuer-url", "https://id.example"))) {
      refused("setup", flags, "--ca-file", named.toString()).saying("begins with @");
      refused("setup", flags, "--ca-file", other.toString()).saying("no certificate in PEM");
    }
  }

  private static List<String> with(List<String> flags, String flag, String value) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(flag, value));
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    "., . or ..",
    ".., . or ..",
    "a/.., . or ..",
    "../a, . or ..",
    "a/../b, . or ..",
    "a/./b, . or ..",
    "//, begins with a slash",
    "a//, a slash too many",
    "a//b, a slash too many",
    "a b, letters",
    "a*, letters"
  })
  void aMountIsNoPathOfFolders(String mount, String why) {
    refused("setup", List.of("--mount", mount)).saying("--mount", why);
    refused("setup", List.of("--auth", "approle", "--auth-mount", mount))
        .saying("--auth-mount", why);
    refused("rotate", List.of("k", "--mount", mount)).saying("--mount", why);
    refused("revoke", List.of("k", "1", "--mount", mount)).saying("--mount", why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*|would let every account log in",
        "*/vouchsafe|would let every account log in",
        "apps/*|would let every account log in",
        "apps/vouch*|would let every account log in",
        "apps,other/vouchsafe|is no NAMESPACE/NAME",
        "apps/a/b|is no NAMESPACE/NAME",
        "apps|needs --service-account NAMESPACE/NAME"
      })
  void oneServiceAccountIsNamedAndNoPattern(String account, String why) {
    Ended ended = refused("setup", List.of("--auth", "kubernetes", "--service-account", account));

    ended.saying("--service-account", why, "NAMESPACE/NAME");
  }
}
