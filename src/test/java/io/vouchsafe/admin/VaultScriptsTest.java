package io.vouchsafe.admin;

import static io.vouchsafe.testing.Repository.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.BaoServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How {@code vault/rotate} and {@code vault/revoke} get on with Vault and with what admins have.
 */
@Tag("slow")
class VaultScriptsTest extends WithKeys {
  @Test
  void failsLoudlyWhereVaultDidNotDoIt() throws Exception {
    var key = admin.key(2);
    for (var write : List.of("config", "trim", "rotate")) {
      var deaf = admin.cli("case \"$*\" in write*/" + write + "*) exit 0 ;; esac");
      var version = write.equals("rotate") ? "2" : "1";
      admin
          .with(deaf, bao.rootToken(), "vault/revoke", key, version, "--yes", "--final")
          .with(1)
          .saying(
              Map.of(
                      "config", "NOT REVOKED: Vault still has minimums of 1 (decryption) and 1",
                      "trim", "NOT TRIMMED: revoked it is, but Vault still keeps",
                      "rotate", "no version was added to transit/keys/" + key)
                  .get(write));
    }
    assertEquals(List.of("2"), admin.versions(key));
    var deaf = admin.cli("case \"$*\" in write*) exit 0 ;; esac");
    admin.with(deaf, bao.rootToken(), "vault/rotate", key).with(1).saying("no version was added");
  }

  @Test
  void believesWhatItReadsBackWhereAnAnswerWasLost() throws Exception {
    var key = admin.key(1);
    var lossy =
        admin.cli(
            "case \"$1\" in write) " + BaoServer.binary() + " \"$@\" >/dev/null; exit 2 ;; esac");

    admin.with(lossy, bao.rootToken(), "vault/revoke", key, "1", "--yes", "--final").done();
    admin.assertMinimums(key, 2, 2);
    assertEquals(2, bao.key(key).path("min_available_version").asInt());

    admin.with(lossy, bao.rootToken(), "vault/rotate", key).done().saying("version 3");
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

    admin.with(BaoServer.binary(), token, "vault/rotate", key).done();
    admin.with(BaoServer.binary(), token, "vault/revoke", key, "2", "--yes", "--final").done();
    admin.assertMinimums(key, 3, 3);

    var withoutTrim = policy.substring(0, policy.indexOf("path \"transit/keys/" + key + "/trim"));
    bao.root().write("sys/policies/acl/key-admin", Map.of("policy", withoutTrim));
    admin.with(BaoServer.binary(), token, "vault/revoke", key, "3", "--yes").done();
    admin
        .with(BaoServer.binary(), token, "vault/revoke", key, "3", "--yes", "--final")
        .with(1)
        .saying("NOT TRIMMED", "permission denied");
  }

  @Test
  void whoMayNotDoItIsTold() {
    var signer = bao.tokenWith("vouchsafe-signer");
    var key = "vouchsafe-es256";

    admin.with(BaoServer.binary(), signer, "vault/rotate", key).with(1).saying("permission denied");
    admin
        .with(BaoServer.binary(), signer, "vault/revoke", key, "1", "--yes")
        .with(1)
        .saying("permission denied");
    admin
        .with(BaoServer.binary(), bao.tokenWith("nobody"), "vault/revoke", key, "1", "--yes")
        .with(1)
        .saying("cannot read transit/keys/" + key, "permission denied");

    assertEquals(1, bao.key(key).path("latest_version").asInt());
  }

  @Test
  void readsTheTimesOfAServerInAnotherZone() throws Exception {
    var key = admin.key(2);
    var first = Admin.SHOWN.parse(admin.created(key, 1), Instant::from);
    var elsewhere =
        admin.cli(
            "[ \"$1\" != read ] || { %s \"$@\" | sed -E 's/Z name/-03:30 name/g'; exit; }"
                .formatted(BaoServer.binary()));

    admin
        .with(elsewhere, bao.rootToken(), "vault/revoke", key, "1", "--yes")
        .done()
        .saying("version 1, created " + Admin.SHOWN.format(first.plusSeconds(12_600)));
  }

  @Test
  void findsBaoElseVaultAndReadsTablesWhateverTheEnvironmentPrefers() throws Exception {
    Files.move(Path.of(admin.cli()), folder.resolve("vault"));
    var key = admin.key(2);
    var environment = new HashMap<>(bao.environment(bao.rootToken()));
    environment.put("PATH", folder + ":/usr/bin:/bin");
    environment.put("VAULT_FORMAT", "json");
    environment.put("BAO_FORMAT", "json");

    Admin.run(environment, "", List.of(ROOT + "/vault/revoke", key, "1", "--yes")).done();

    admin.assertMinimums(key, 2, 2);
  }

  @Test
  void worksOnAnotherMount() {
    bao.root().write("sys/mounts/signing/deep", Map.of("type", "transit"));
    bao.root().write("signing/deep/keys/shop", Map.of("type", "rsa-2048"));

    admin.rotate("shop", "--mount", "signing/deep/").done();
    admin
        .revoke("shop", "1", "--mount=signing/deep", "--yes")
        .done()
        .saying("vault " + bao.address(), "Other regions' keys of that name");

    assertEquals(
        2, bao.root().read("signing/deep/keys/shop").path("min_decryption_version").asInt());
  }

  @Test
  void bothSayHowTheyAreUsed() {
    admin.rotate("--help").done().saying("usage: vault/rotate KEY");
    admin.revoke("--help").done().saying("usage: vault/revoke KEY VERSION");
  }
}
