package io.vouchsafe.rotation;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Tokens;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each part of an instance can do its own work in Vault and not the other's; each mode its own. */
class RotationPrivilegeIT {
  private static final String KEY = "vouchsafe-es256";
  private static final String CLIENT_TOKEN = "quarkus.vault.authentication.client-token";
  private static final List<String> OFTEN =
      List.of("vouchsafe.rotation.every", "1s", "vouchsafe.rotation.jitter", "0s");

  private static final String[] SHORT_GRANTS = {
    "vouchsafe.keys.grant.max-expires-in", "2s",
    "vouchsafe.keys.grant.retire-after", "8s",
    "vouchsafe.keys.grant.rotate-every", "14s"
  };

  /** However slowly the machine starts a process. */
  private static final String[] NEVER_DUE = {
    "vouchsafe.keys.rotate-every", "1h", "vouchsafe.keys.grant.rotate-every", "1h"
  };

  private final Fleet fleet =
      Fleet.shared("default", "second")
          .compressed()
          .with(OFTEN.toArray(String[]::new))
          .with("vouchsafe.transit.request-timeout", "10s");
  private final OpenBao bao = fleet.stage().bao();

  @AfterEach
  void stop() {
    fleet.close();
  }

  @Test
  void whatSignsCannotRotateAndWhatRotatesCannotSign() {
    Queue<Request> seen = new ConcurrentLinkedQueue<>();
    fleet
        .stage()
        .vault()
        .breaks(
            path -> true,
            (request, vault) -> {
              seen.add(request);
              return vault.answer(request);
            });
    Fleet.Instance both = fleet.rotating("privilege-on");
    both.start();
    both.awaitGood();
    String grant = fleet.grant(both, "default").text("grant");
    Client client = both.client("default");
    Tokens.verifiedBy(
        client.get("/.well-known/jwks.json").http().body(), client.token(grant, Fleet.ES256));
    eventually(
        "a rotation and a retirement", () -> bao.key(KEY).path("latest_version").asInt() > 1);
    bao.rotate(KEY);
    eventually("a retirement", () -> bao.key(KEY).path("min_decryption_version").asInt() > 1);

    Set<String> signing = tokens(seen, "/sign/");
    Set<String> rotating = tokens(seen, "/rotate", "/config");
    assertEquals(1, signing.size());
    assertEquals(1, rotating.size());
    assertNotEquals(signing, rotating);
    Request sign = last(seen, "/sign/" + KEY);
    Request rotate = last(seen, KEY + "/rotate");
    Request retire = last(seen, KEY + "/config");
    both.kill();

    VaultApi signer = bao.as(signing.iterator().next());
    VaultApi rotator = bao.as(rotating.iterator().next());
    int newest = bao.key(KEY).path("latest_version").asInt();
    assertEquals(403, again(signer, rotate));
    assertEquals(403, again(signer, retire));
    assertEquals(403, again(rotator, sign, "key_version", newest));
    assertEquals(200, again(signer, sign, "key_version", newest));
    assertEquals(newest, bao.key(KEY).path("latest_version").asInt());
    assertEquals(200, again(rotator, rotate));
    assertEquals(newest + 1, bao.key(KEY).path("latest_version").asInt());
    for (VaultApi either : List.of(signer, rotator)) {
      for (String key : fleet.keys()) {
        assertEquals(403, status(either, "DELETE", "transit/keys/" + key));
        assertEquals(403, status(either, "POST", "transit/keys/" + key + "/trim"));
        assertEquals(403, status(either, "GET", "transit/export/signing-key/" + key));
      }
    }
  }

  private static int status(VaultApi vault, String method, String path) {
    return vault.call(method, path, method.equals("POST") ? Map.of() : null).status();
  }

  private static Set<String> tokens(Queue<Request> seen, String... operations) {
    return seen.stream()
        .filter(request -> List.of(operations).stream().anyMatch(request.path()::contains))
        .map(request -> request.headers().get("X-Vault-Token"))
        .collect(Collectors.toSet());
  }

  private static Request last(Queue<Request> seen, String operation) {
    return seen.stream()
        .filter(request -> request.path().endsWith(operation))
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new AssertionError("never asked for " + operation));
  }

  /** Asks for the same under another token, with members of the body changed, in pairs. */
  private static int again(VaultApi vault, Request request, Object... changed) {
    try {
      @SuppressWarnings("unchecked")
      Map<String, Object> body = new ObjectMapper().readValue(request.body(), Map.class);
      for (int i = 0; i < changed.length; i += 2) {
        body.put((String) changed[i], changed[i + 1]);
      }
      return vault.call("POST", request.path().substring("/v1/".length()), body).status();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInstanceThatSignsDoesNotRotateUnderTheSameToken() {
    Fleet.Instance both = fleet.instance("privilege-shared", "vouchsafe.rotation.mode", "on");
    both.start();

    assertNotEquals(0, both.exitStatus());
    assertTrue(both.output().contains("vouchsafe.rotation.authentication"), both::output);
    assertTrue(both.output().contains("rotator's policy"), both::output);
  }

  @Test
  void onceEndsWithZeroIfAllThatWasDueIsDoneAndWithOneIfNot() {
    fleet.with(SHORT_GRANTS);
    Fleet.Instance denied = once("once-denied", fleet.signerToken());
    Fleet.Instance permitted = once("once-permitted", fleet.rotatorToken());

    Fleet.Instance patient = once("once-patient", fleet.rotatorToken(), NEVER_DUE);
    patient.start();
    assertEquals(0, patient.exitStatus(), "nothing was due");
    assertEquals(List.of(1), versions());

    awaitDue();
    denied.start();
    assertEquals(1, denied.exitStatus());
    assertTrue(denied.output().contains("rotator.hcl"), denied::output);
    assertEquals(List.of(1), versions());

    permitted.start();
    assertEquals(0, permitted.exitStatus());
    assertEquals(List.of(2), versions());

    fleet.stage().vault().down();
    permitted.start();
    assertEquals(1, permitted.exitStatus(), "it cannot know whether something is due");
  }

  private Fleet.Instance once(String name, String token, String... more) {
    List<String> settings = new ArrayList<>(List.of(more));
    settings.addAll(List.of("vouchsafe.rotation.mode", "once", CLIENT_TOKEN, token));
    return fleet.instance(name, settings.toArray(String[]::new));
  }

  /** The latest versions of all keys, each number once. */
  private List<Integer> versions() {
    return fleet.keys().stream()
        .map(key -> bao.key(key).path("latest_version").asInt())
        .distinct()
        .toList();
  }

  /** Two seconds more than {@code rotate-every}, of which that of the grant keys is shorter. */
  private void awaitDue() {
    long due = System.nanoTime() + 17_000_000_000L;
    eventually("the time", () -> System.nanoTime() > due);
  }

  @Test
  void offSaysThatRotationIsOverdueAndOnlyRotatesAndServesNothingElse() {
    Fleet.Instance off = fleet.instance("privilege-off");
    off.start();
    off.awaitGood();
    eventually(off::output, () -> off.output().contains("key " + KEY + " rotation overdue"));
    eventually(() -> metrics(off), () -> overdue(off));
    assertEquals(1, bao.key(KEY).path("latest_version").asInt());

    Fleet.Instance only =
        fleet.instance(
            "privilege-only",
            "vouchsafe.rotation.mode",
            "only",
            CLIENT_TOKEN,
            fleet.rotatorToken());
    only.start();

    eventually(only::output, () -> versions().stream().allMatch(newest -> newest > 1));
    eventually(() -> metrics(off), () -> !overdue(off));
    assertFalse(only.listensInPublic(), only::output);
    assertEquals(200, only.status("/q/health/live"));
    assertFalse(metrics(only).contains("vouchsafe_signing_ready"), "it signs nothing");
    assertTrue(metrics(only).contains("vouchsafe_vault_login_ready{login=\"rotator\"} 1.0"));
    eventually(only::output, () -> only.status("/q/health/ready") == 200);
    assertEquals(200, only.status("/q/metrics"));
  }

  @Test
  void whatOnlyRotatesNeedsNoPublicPortAndWhatRotatesOnceNeedsNone() throws IOException {
    try (ServerSocket issuer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      fleet.with(
          "vouchsafe.issuers.default.trusted-issuers.other.issuer",
          "http://127.0.0.1:" + issuer.getLocalPort(),
          "vouchsafe.issuers.default.trusted-issuers.other.audience",
          "vouchsafe");
      issuer.setSoTimeout(1);
      Fleet.Instance only = rotator("beside-only", "only");
      only.start();
      eventually(only::output, () -> only.status("/q/health/ready") == 200);
      Fleet.Instance first = rotator("beside-first", "once").withPortsOf(only);
      Fleet.Instance second = rotator("beside-second", "once").withPortsOf(only);
      Fleet.Instance other = rotator("beside-other", "only").withPublicPortOf(only);
      other.start();
      first.start();
      second.start();

      assertEquals(0, first.exitStatus(), first::output);
      assertEquals(0, second.exitStatus(), second::output);
      eventually(other::output, () -> other.status("/q/health/ready") == 200);
      assertFalse(only.listensInPublic(), only::output);
      assertThrows(SocketTimeoutException.class, issuer::accept, "a trusted issuer was asked");
      Fleet.Instance serving = fleet.instance("beside-serving").withPublicPortOf(only);
      serving.start();
      serving.awaitGood();
      issuer.setSoTimeout(60_000);
      issuer.accept().close();
    }
  }

  private Fleet.Instance rotator(String name, String mode) {
    return fleet.instance(
        name, "vouchsafe.rotation.mode", mode, CLIENT_TOKEN, fleet.rotatorToken());
  }

  private static String metrics(Fleet.Instance instance) {
    return instance.client("default").get(instance.managementUrl() + "/q/metrics").http().body();
  }

  private static boolean overdue(Fleet.Instance instance) {
    return metrics(instance)
        .lines()
        .anyMatch(line -> line.startsWith("vouchsafe_rotation_overdue{") && line.endsWith(" 1.0"));
  }
}
