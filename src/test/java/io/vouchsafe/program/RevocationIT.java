package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.VaultApi;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Grants that are taken back at one of several instances, over a real OpenBao. */
class RevocationIT {
  private static final String ISSUER = "default";
  private static final String FOLDER = "revoked/vouchsafe";
  private static final Predicate<String> LIST = path -> path.contains("/revoked/");

  private final Fleet fleet =
      Fleet.shared(ISSUER, "second")
          .revoking()
          .with(
              "vouchsafe.transit.request-timeout", "10s",
              "vouchsafe.caller.revocation.timeout", "4s",
              "vouchsafe.keys.refresh", "500ms",
              "vouchsafe.keys.max-ring-age", "10s");

  @AfterEach
  void stop() {
    fleet.close();
  }

  private Answer grant(Fleet.Instance instance) {
    Answer answer = fleet.grant(instance, ISSUER);
    assertEquals(201, answer.status(), answer::toString);
    return answer;
  }

  private static Answer use(Fleet.Instance instance, Answer grant) {
    return instance.client(ISSUER).idToken(grant.text("grant"), "a");
  }

  private Fleet.Instance started(String name, String... settings) {
    Fleet.Instance instance = fleet.instance(name, settings);
    instance.start();
    return instance;
  }

  private void revoke(Fleet.Instance instance, Answer grant) {
    Client client = instance.client(ISSUER);
    Answer done = client.revoke("brokers-of-" + ISSUER, grant.text("id"));
    assertEquals(204, done.status(), done::toString);
  }

  @Test
  void whatIsRevokedAtOneInstanceIsRefusedAtAllOfThem() {
    Fleet.Instance here = started("revoke-here");
    Fleet.Instance there = started("revoke-there");
    here.awaitGood();
    there.awaitGood();
    Answer grant = grant(there);
    Answer other = grant(there);
    assertEquals(200, use(here, grant).status());
    assertEquals(200, use(there, grant).status());
    revoke(here, grant);

    assertEquals(401, use(here, grant).status());
    eventually("the refusal elsewhere", () -> use(there, grant).status() == 401);
    assertTrue(use(there, grant).text("detail").contains("was revoked"));
    Fleet.Instance later = started("revoke-later");
    later.awaitGood();
    assertEquals(401, use(later, grant).status());
    for (Fleet.Instance instance : new Fleet.Instance[] {here, there, later}) {
      assertEquals(200, use(instance, other).status(), instance::output);
    }
  }

  @Test
  void withoutItsListAnInstanceAcceptsNoGrantUntilItHasOneAgain() {
    Fleet.Instance instance = started("revoke-blind");
    instance.awaitGood();
    Answer grant = grant(instance);
    assertEquals(200, use(instance, grant).status());
    fleet.stage().vault().breaks(LIST, Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));

    eventually("a refusal", () -> use(instance, grant).status() == 503);
    assertTrue(use(instance, grant).text("detail").contains("read too long ago"));
    assertEquals(201, fleet.grant(instance, ISSUER).status(), "brokers' calls go on");
    OutageTable.names(
        "not letting the list of [revoked grants](issuance.md#revoking-grants) be read",
        () -> health(instance, "ready") + health(instance, "group/signing"));
    assertEquals(503, instance.status("/q/health/group/signing"));
    Fleet.Instance blind = started("revoke-blind-start");
    eventually("the keys", () -> blind.status("/q/health/ready") == 200);
    assertTrue(health(blind, "group/signing").contains("no grant is accepted"));
    assertEquals(503, use(blind, grant).status());
    fleet.stage().vault().mend();

    eventually("the list", () -> use(instance, grant).status() == 200);
    eventually("the list", () -> use(blind, grant).status() == 200);
    instance.awaitGood();
    blind.awaitGood();
  }

  private static String health(Fleet.Instance instance, String of) {
    return instance.client(ISSUER).get(instance.managementUrl() + "/q/health/" + of).http().body();
  }

  @Test
  void theRotatorRemovesWhatHasExpired() {
    Fleet.Instance instance = started("revoke-clean");
    instance.awaitGood();
    Answer grant = grant(instance);
    revoke(instance, grant);
    VaultApi vault = fleet.stage().bao().root();
    String living = names(vault).iterator().next();
    vault.write(
        FOLDER + "/1793534400" + living.substring(10).replaceFirst(".$", "x"),
        Map.of("revoked", true));
    assertEquals(2, names(vault).size());
    Fleet.Instance rotator =
        started(
            "revoke-rotator",
            "vouchsafe.rotation.mode",
            "once",
            "quarkus.vault.authentication.client-token",
            fleet.rotatorToken());

    assertEquals(0, rotator.exitStatus(), rotator::output);
    assertEquals(Set.of(living), names(vault));
    assertTrue(
        rotator.output().contains("removed 1 revocations that had expired"), rotator::output);
    assertEquals(401, use(instance, grant).status());
  }

  private static Set<String> names(VaultApi vault) {
    Set<String> names = new TreeSet<>();
    JsonNode keys = vault.read(FOLDER + "?list=true").path("keys");
    keys.forEach(name -> names.add(name.asText()));
    return names;
  }
}
