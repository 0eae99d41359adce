package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.testing.Ports;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * {@code vault/rotate} and {@code vault/revoke} print the phases that the service says, and make up
 * none.
 */
@Tag("slow")
class VaultPhasesTest extends WithKeys {
  private static String version(int number, String phase, String until, String leaves) {
    return """
    {"version":%d,"kid":"k%d","phase":"%s","created":"2026-11-25T21:00:00Z",\
    "signs_from":"2026-11-25T21:00:00Z","signs_until":%s,"leaves_jwks_at":%s}"""
        .formatted(number, number, phase, json(until), json(leaves));
  }

  private static String json(String text) {
    return text == null ? "null" : '"' + text + '"';
  }

  @Test
  void rotateAddsOneVersionAndSaysWhatVaultSaysOfAll() {
    String key = admin.key(1);

    Admin.Ended ended = admin.rotate(key).done();

    assertEquals(2, bao.key(key).path("latest_version").asInt());
    admin.assertMinimums(key, 1, 0);
    ended.saying(
        "vault " + bao.address() + " created transit/keys/" + key + " version 2",
        "version 1, created " + admin.created(key, 1),
        "version 2, created " + admin.created(key, 2),
        "--service URL adds what the service does with each version");
  }

  @Test
  void withoutAServiceNoPhaseIsMadeUp() {
    String key = admin.key(2);

    for (Admin.Ended ended : List.of(admin.rotate(key).done(), admin.revoke(key, "2", "--yes"))) {
      for (String made : List.of(", announced", ", signing", ", verifying", "leaves the JWKS")) {
        ended.done().notSaying(made);
      }
    }
  }

  @Test
  void rotatePrintsWhatTheServiceSaysOnceItHasReadTheNewVersion() throws Exception {
    String key = admin.key(1);
    try (StubService service = new StubService()) {
      service.says(key, version(1, "signing", null, null));
      service.thenSays(
          key,
          version(1, "signing", "2026-11-26T22:00:00Z", "2026-11-27T22:00:00Z"),
          version(2, "announced", null, null));

      admin
          .rotate(key, "--service", service.url())
          .done()
          .saying(
              "version 1, created %s, signing, signs until 2026-11-26 22:00:00 UTC, leaves the JWKS at 2026-11-27 22:00:00 UTC"
                  .formatted(admin.created(key, 1)),
              "version 2, created %s, announced, signs from 2026-11-25 21:00:00 UTC"
                  .formatted(admin.created(key, 2)));
    }
  }

  @Test
  void aKeyThatIsNewBesideOlderOnesIsAnnouncedAsTheServiceSays() throws Exception {
    String key = admin.key("young-grant", 1);
    try (StubService service = new StubService()) {
      service.says(key, version(1, "announced", null, null));

      admin
          .revoke(key, "1", "--service=" + service.url())
          .with(2)
          .saying("version 1, created " + admin.created(key, 1) + ", announced, signs from");
    }
  }

  @Test
  void revokeSaysThatAnAnnouncedVersionTakesTheSigningOneWithIt() throws Exception {
    String key = admin.key(3);
    try (StubService service = new StubService()) {
      service.says(
          key,
          version(1, "signing", "2026-11-26T22:00:00Z", "2026-11-27T22:00:00Z"),
          version(2, "announced", null, null),
          version(3, "announced", null, null));
      service.thenSays(key, version(3, "signing", null, null));

      admin
          .revoke(key, "2", "--yes", "--service", service.url())
          .done()
          .saying(
              "Version 2 is only announced: version 1, which signs now, goes with it.",
              "Version 3 is left and signs from then on.",
              "What Vault and the service say of " + key + " now:",
              "version 3, created " + admin.created(key, 3) + ", signing");
    }
  }

  @Test
  void saysWhatIsLeftAndWhatTheServiceSaysOfIt() throws Exception {
    String key = admin.key(3);
    try (StubService service = new StubService()) {
      service.says(
          key,
          version(1, "verifying", null, null),
          version(2, "signing", null, null),
          version(3, "announced", null, null));

      admin
          .revoke(key, "1", "--service", service.url())
          .with(2)
          .saying(
              "Versions 2 to 3 are left. The newest that is past announce-for signs",
              "version 2, created " + admin.created(key, 2) + ", signing",
              "version 3, created " + admin.created(key, 3) + ", announced, signs from");
      admin
          .revoke(key, "2", "--service", service.url())
          .with(2)
          .saying("Version 3 is left and signs from then on. Where it is not past announce-for");
    }
  }

  @Test
  void revokeFailsWhereTheServiceDoesNotTakeNotice() throws Exception {
    String key = admin.key(2);
    try (StubService service = new StubService()) {
      service.says(key, version(1, "verifying", null, null), version(2, "signing", null, null));

      admin
          .revoke(key, "1", "--yes", "--service", service.url(), "--wait", "1s")
          .with(1)
          .saying("revoked it is, but within 1 s", "did not read that");
    }
    admin.assertMinimums(key, 2, 2);
  }

  /** GET /keys has the keys of all regions, under one name; a kid says which is this Vault's. */
  @Test
  void ofSeveralRegionsThePhasesAreThoseOfThisVault() throws Exception {
    String key = admin.key("regions-es256", 1);
    String ours = entry("eu", key, StubInstance.kid(bao, key, 1), "verifying");
    String other = entry("us", key, "another", "announced");
    String unknown = entry("ap", key, "a-third", "announced");
    try (StubService service = new StubService()) {
      for (List<String> entries : List.of(List.of(ours, other), List.of(other, ours))) {
        service.answers("{\"issuers\":[{\"keys\":[" + String.join(",", entries) + "]}]}");
        admin
            .revoke(key, "1", "--service", service.url())
            .with(2)
            .saying("version 1, created " + admin.created(key, 1) + ", verifying")
            .notSaying("announced, ");
      }
      service.answers("{\"issuers\":[{\"keys\":[" + other + "," + unknown + "]}]}");
      admin
          .revoke(key, "1", "--service", service.url())
          .with(2)
          .saying("has no key " + key + " of this Vault");
    }
  }

  private static String entry(String region, String key, String kid, String phase) {
    return """
    {"region":"%s","role":"ES256","name":"%s","versions":[%s]}"""
        .formatted(region, key, version(1, phase, null, null).replace("\"k1\"", '"' + kid + '"'));
  }

  @Test
  void aServiceThatSaysNothingStopsNothing() throws Exception {
    String key = admin.key(2);
    try (StubService service = new StubService()) {
      service.says("another-key", version(1, "signing", null, null));
      admin
          .rotate(key, "--service", service.url())
          .done()
          .saying("note: no phases", "has no key " + key)
          .notSaying(", signing");
      service.answers("<html>");
      admin.rotate(key, "--service", service.url()).done().saying("note: no phases");
    }
    admin
        .revoke(key, "1", "--yes", "--service", "http://127.0.0.1:" + Ports.one())
        .done()
        .saying("note: no phases", "does not answer");
    admin.assertMinimums(key, 2, 2);
  }
}
