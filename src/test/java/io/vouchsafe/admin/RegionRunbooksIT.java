package io.vouchsafe.admin;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The chapters of {@code docs/runbooks.md} on regions: all of their commands are run against two
 * real OpenBaos, while an instance of the region that is there follows the page.
 */
class RegionRunbooksIT {
  private static final String ISSUER = "default";

  @TempDir Path folder;
  private final Fleet fleet =
      Fleet.shared(ISSUER, "second")
          .with("vouchsafe.keys.refresh", "500ms")
          .with("vouchsafe.caller.revocation.mount", Stage.REVOKED)
          .with("vouchsafe.vault.region", "eu");
  private OpenBao server;
  private OpenBao ap;
  private Path secretId;

  @BeforeEach
  void start() throws IOException {
    fleet.revoking();
    server = OpenBao.startEmpty();
    ap = server.within(fleet.stage().bao().namespace());
    ap.setup("--key-prefix", "second", "--revocation-mount", Stage.REVOKED);
    secretId = Files.createFile(folder.resolve("secret-id"));
  }

  @AfterEach
  void stop() {
    fleet.close();
    server.close();
  }

  @Test
  void aRegionIsAddedLostAndRemoved() throws IOException {
    Map<String, Runbooks.Chapter> chapters = Runbooks.read().aboutRegions(true);
    assertEquals(
        Set.of("A region is added", "A region is removed, or lost for good"), chapters.keySet());
    Runbooks.Chapter added = chapters.get("A region is added");
    Fleet.Instance before = fleet.instance("region-before");
    before.start();
    before.awaitGood();
    Set<String> ofEu = kids(before);
    CompletableFuture<Fleet.Instance> reading =
        CompletableFuture.supplyAsync(() -> restarted(before, added.settings()));

    String told = added.run(folder, variables(before));

    Fleet.Instance after = reading.join();
    assertTrue(told.contains("A rotation is safe"), told);
    Set<String> ofBoth = kids(before);
    assertTrue(ofBoth.containsAll(ofEu), ofBoth::toString);
    Set<String> ofAp = new HashSet<>(ofBoth);
    ofAp.removeAll(ofEu);
    assertEquals(
        Set.of(
            StubInstance.kid(ap, "vouchsafe-rs256", 1), StubInstance.kid(ap, "vouchsafe-es256", 1)),
        ofAp);
    OpenBao eu = fleet.stage().bao();
    assertEquals(200, eu.root().call("GET", "auth/approle-ap/role?list=true", null).status());

    server.close();
    assertEquals(ofBoth, kids(before));
    after.kill();
    Fleet.Instance without = fleet.instance("region-without").withPublicPortOf(before);
    without.start();
    without.awaitGood();
    String removed =
        chapters.get("A region is removed, or lost for good").run(folder, variables(before));
    assertEquals(ofEu, removed.lines().filter(ofEu::contains).collect(Collectors.toSet()));
    ofAp.forEach(kid -> assertFalse(removed.contains(kid), removed));
    assertFalse(eu.root().call("GET", "auth/approle-ap/role?list=true", null).done());
  }

  /** What the page says to do once the login is there: another configuration, and a restart. */
  private Fleet.Instance restarted(Fleet.Instance before, List<String> settings) {
    eventually("a secret id", () -> secretId.toFile().length() > 0);
    String role = "auth/approle-eu/role/vouchsafe-reader";
    VaultApi admin = ap.root();
    admin.write(role, Map.of("token_policies", "vouchsafe-reader,second-reader"));
    List<String> pairs = new ArrayList<>();
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      pairs.add(pair[0]);
      pairs.add(
          switch (pair[0].substring(pair[0].lastIndexOf('.') + 1)) {
            case "url" -> ap.address().toString();
            case "role-id" -> admin.read(role + "/role-id").path("role_id").asText();
            case "secret-id-file" -> secretId.toString();
            default -> pair[1];
          });
    }
    pairs.addAll(List.of("vouchsafe.vault.regions.ap.namespace", ap.namespace()));
    before.kill();
    Fleet.Instance after =
        fleet.instance("region-after", pairs.toArray(String[]::new)).withPublicPortOf(before);
    after.start();
    return after;
  }

  /** All instances of this test listen at one port, one after the other. */
  private Map<String, String> variables(Fleet.Instance instance) {
    OpenBao eu = fleet.stage().bao();
    Map<String, String> variables = new HashMap<>();
    variables.put("VAULT_ADDR", eu.address().toString());
    variables.put("VAULT_TOKEN", eu.rootToken());
    variables.put("VAULT_NAMESPACE", eu.namespace());
    variables.put("HOME_VAULT", eu.address().toString());
    variables.put("NEW_VAULT", ap.address().toString());
    variables.put("NEW_TOKEN", ap.rootToken());
    variables.put("REVOCATION_MOUNT", Stage.REVOKED);
    variables.put("SECRET_ID_FILE", secretId.toString());
    variables.put("ISSUER", instance.client(ISSUER).issuer());
    return variables;
  }

  private static Set<String> kids(Fleet.Instance instance) {
    Client client = instance.client(ISSUER);
    return client.get("/.well-known/jwks.json").body().findValuesAsText("kid").stream()
        .collect(Collectors.toSet());
  }
}
