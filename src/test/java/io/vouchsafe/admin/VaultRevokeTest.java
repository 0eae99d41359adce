package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code vault/revoke} does, says, asks and refuses. */
@Tag("slow")
class VaultRevokeTest extends WithKeys {
  @Test
  void revokesAVersionAndAllBeforeItInOneWrite() throws Exception {
    var key = admin.key(3);
    var lives = List.of(admin.created(key, 1), admin.created(key, 2));
    var log = folder.resolve("log");

    var ended =
        admin
            .with(
                admin.cli("echo \"$@\" >> " + log),
                bao.rootToken(),
                "vault/revoke",
                key,
                "2",
                "--yes")
            .done();

    admin.assertMinimums(key, 3, 3);
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
    assertEquals(List.of("3"), admin.versions(key));
    assertEquals(0, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void saysWhatARevocationMeans() {
    admin
        .revoke(admin.key(2), "1", "--yes")
        .saying(
            "From its next reading of the keys on (refresh, 30 s; Vault refuses at once) there is no"
                + " new token under them",
            "accept old tokens under them for as long as they hold it (m, 65 min)",
            "cut off from Vault publish them until their reading is max-published-age old (s, 12 h)",
            "can lower them again, and the versions are back. Only --final is final");
  }

  @Test
  void saysWhatRevokingTheGrantKeyMeans() {
    admin
        .revoke(admin.key("shop-grant", 2), "1", "--yes")
        .done()
        .saying(
            "no grant under them is accepted: the workloads that hold one need a new one from their"
                + " broker",
            "What stays signs grants from then on")
        .notSaying("JWKS");
  }

  @Test
  void addsAVersionFirstWhereNoneWouldBeLeft() throws Exception {
    var key = admin.key(2);
    var log = folder.resolve("log");

    admin
        .with(
            admin.cli("echo \"$@\" >> " + log), bao.rootToken(), "vault/revoke", key, "2", "--yes")
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
    admin.assertMinimums(key, 3, 3);
    assertEquals(List.of("3"), admin.versions(key));
  }

  @Test
  void asksFirstAndOnlyYesGoesOn() {
    var script = Path.of("/usr/bin/script");
    assumeTrue(Files.exists(script) && System.getProperty("os.name").equals("Linux"));
    var key = admin.key(2);

    assertEquals(1, admin.revokeAtATerminal("no\n", key).saying("Only yes goes on").status());
    admin.assertMinimums(key, 1, 0);
    admin.revokeAtATerminal("yes\n", key).done().saying("revoked transit/keys/" + key);
    admin.assertMinimums(key, 2, 2);
  }

  @Test
  void changesNothingWhereNobodyCanAnswer() {
    var key = admin.key(2);

    admin.revoke(key, "2").with(2).saying("version 1, created", "this is no terminal; add --yes");

    admin.assertMinimums(key, 1, 0);
    assertEquals(List.of("1", "2"), admin.versions(key));
  }

  @Test
  void saysUnchangedWhereItIsRevokedAlready() {
    var key = admin.key(3);
    bao.configure(key, Map.of("min_encryption_version", 3, "min_decryption_version", 3));

    admin.revoke(key, "1").done().saying("unchanged transit/keys/" + key);
    admin.revoke(key, "2").done().saying("unchanged transit/keys/" + key);

    admin.assertMinimums(key, 3, 3);
  }

  @Test
  void neverLowersAMinimum() {
    var key = admin.key(4);
    bao.configure(key, Map.of("min_encryption_version", 4, "min_decryption_version", 1));

    admin.revoke(key, "1", "--yes").done();
    admin.assertMinimums(key, 2, 4);

    bao.configure(key, Map.of("min_encryption_version", 0));
    admin.revoke(key, "1", "--yes").done();
    admin.assertMinimums(key, 2, 2);
  }

  @Test
  void refusesNonsense() {
    var key = admin.key(2);
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
            List.of(key, "1", "--wait", "soon"),
            List.of(key, "1", "--service", "localhost:9000"),
            List.of(key, "1", "--mount", "a b"));

    mistakes.forEach(
        arguments -> admin.revoke(arguments.toArray(String[]::new)).with(2).saying("--help"));

    admin.revoke(key, "3", "--yes").with(1).saying("has no version 3: its newest is 2");
    admin
        .revoke("no-such-key", "1", "--yes")
        .with(1)
        .saying("there is no key transit/keys/no-such-key");
    bao.root().write("transit/keys/cipher", Map.of("type", "aes256-gcm96"));
    admin.revoke("cipher", "1", "--yes").with(1).saying("transit/keys/cipher is no signing key");
    admin.assertMinimums(key, 1, 0);
    assertEquals(List.of("1", "2"), admin.versions(key));
  }

  @Test
  void whatIsRetiredOrRevokedCanBeRestoredUnlessItWasFinal() {
    var key = admin.key(3);
    admin.revoke(key, "2", "--yes").done();
    assertEquals(List.of("3"), admin.versions(key));

    var restored = Map.of("min_encryption_version", 1, "min_decryption_version", 1);
    bao.configure(key, restored);
    assertEquals(List.of("1", "2", "3"), admin.versions(key));

    admin
        .revoke(key, "2", "--yes", "--final")
        .done()
        .saying("everything before version 3 is trimmed", "trimmed transit/keys/" + key);
    var lowered = bao.root().call("POST", "transit/keys/" + key + "/config", restored);
    assertEquals(400, lowered.status(), lowered::toString);
    assertEquals(List.of("3"), admin.versions(key));
    assertEquals(3, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void canBeMadeFinalLater() {
    var key = admin.key(3);
    admin.revoke(key, "2", "--yes").done();

    admin.revoke(key, "2", "--final").with(2).saying("add --yes");
    admin.revoke(key, "2", "--final", "--yes").done().saying("trimmed").notSaying("revoked    ");
    admin.revoke(key, "2", "--final").done().saying("unchanged");
    admin.revoke(key, "1", "--final").done().saying("unchanged");

    assertEquals(3, bao.key(key).path("min_available_version").asInt());
  }

  @Test
  void revokesASoftDeletedKeyToo() {
    var key = admin.key(2);
    bao.root().delete("transit/keys/" + key + "/soft-delete");

    admin.revoke(key, "1", "--yes").done().saying("nothing of it signs until it is restored");
    admin.revoke(key, "2", "--yes").with(1).saying("no version was added", "nothing was changed");

    admin.assertMinimums(key, 2, 2);
  }
}
