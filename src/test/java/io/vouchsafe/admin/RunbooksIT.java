package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.VaultApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each chapter of {@code docs/runbooks.md} does what it says: all of its commands are run, in one
 * shell, against a real OpenBao and an instance that logs in to it as a deployment does.
 */
class RunbooksIT {
  private static final String ISSUER = "default";
  private static final String AUDIENCE = "sts.amazonaws.com";
  private static final String SUBJECT = "job:soak";
  private static final String REVOCATIONS = Stage.REVOKED + "/vouchsafe";

  /** What happened, and what is true once the chapter's commands were run. */
  private interface Runbook {
    void follow(Runbooks.Chapter chapter) throws Exception;
  }

  @TempDir Path folder;
  private final Fleet fleet =
      Fleet.shared(ISSUER, "second")
          .with(
              "vouchsafe.transit.request-timeout",
              "10s",
              "vouchsafe.keys.refresh",
              "500ms",
              "vouchsafe.caller.revocation.mount",
              Stage.REVOKED);
  private final Map<String, Runbook> runbooks =
      Map.of(
          "A broker was compromised", this::brokerCompromised,
          "A workload's grant leaked", this::grantLeaked,
          "A signer's login leaked", this::signerLeaked,
          "A rotator's login leaked", this::rotatorLeaked,
          "A Vault was lost", this::vaultLost);
  private RunbookLogin signer;
  private Fleet.Instance instance;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    fleet.stage().revoking("second");
    signer = RunbookLogin.of(bao(), "signer", folder);
    instance =
        fleet.instance("runbooks", with(signer, "vouchsafe.audit.file", audits() + "/audit.jsonl"));
    instance.start();
    instance.awaitGood();
    client = instance.client(ISSUER);
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  @TestFactory
  Stream<DynamicTest> eachChapterIsFollowed() throws IOException {
    Map<String, Runbooks.Chapter> chapters = Runbooks.read().aboutRegions(false);
    assertEquals(runbooks.keySet(), chapters.keySet());
    return chapters.values().stream()
        .map(it -> dynamicTest(it.title(), () -> runbooks.get(it.title()).follow(it)));
  }

  private void brokerCompromised(Runbooks.Chapter chapter) throws Exception {
    Answer grant = grant();
    Answer revoked = grant();
    assertEquals(204, revoke(revoked).status());

    String told = run(chapter, Map.of());
    String[] settings =
        chapter.settings().stream().flatMap(RunbooksIT::pair).toArray(String[]::new);
    assertTrue(told.contains("\n" + settings[0] + "=") || told.startsWith(settings[0]), told);
    settings[1] = told.lines().findFirst().orElseThrow().split("=")[1];
    Fleet.Instance restarted = fleet.instance("runbooks-after", settings);
    restarted.start();
    restarted.awaitGood();

    assertTrue(Instant.parse(settings[1]).isAfter(Instant.now()), settings[1]);
    assertTrue(told.contains(grant.text("id")), told);
    assertTrue(told.contains(AUDIENCE), told);
    assertTrue(told.contains(" revoked issuer=default broker=edge"), told);
    Client after = restarted.client(ISSUER);
    Answer refused = after.idToken(grant.text("grant"), AUDIENCE);
    assertEquals(401, refused.status(), refused::toString);
    assertTrue(refused.text("detail").contains("grants-not-before"), refused::toString);
    assertEquals(403, grantOf(after, "edge/7").status(), "a proof that is out");
    assertEquals(503, grantOf(after, "edge-anew/7").status(), "a proof of the broker, too early");
    assertEquals(201, grantOf(after, "control-plane").status(), "another broker");
  }

  private static Stream<String> pair(String setting) {
    return Stream.of(setting.split("=", 2));
  }

  private void grantLeaked(Runbooks.Chapter chapter) throws Exception {
    Answer grant = grant();
    Answer other = grant();
    String id = grant.text("id");
    Map<String, String> variables = Map.of("GRANT", grant.text("grant"));

    Map<String, String> ofAnother = new HashMap<>(variables);
    ofAnother.put("PROOF", proof(client, "control-plane"));
    Processes.Failed failed =
        assertThrows(Processes.Failed.class, () -> run(chapter, ofAnother), "another's proof");
    assertTrue(failed.getMessage().contains("false"), failed::getMessage);
    client.token(grant.text("grant"), AUDIENCE);

    String told = run(chapter, variables);

    assertEquals(401, client.idToken(grant.text("grant"), AUDIENCE).status());
    assertEquals(401, client.idToken(other.text("grant"), AUDIENCE).status());
    assertTrue(told.contains("\ntrue\n401\n"), told);
    assertTrue(told.contains(id), told);
    assertTrue(told.contains(other.text("id")), told);
    assertTrue(told.contains("issued"), told);
    Set<String> edges = names().of(id);
    edges.removeIf(name -> !name.contains(".edge."));
    assertEquals(2, edges.size(), "the broker's and the admin's: " + edges);
    assertEquals(1, edges.stream().map(RevocationNames::scope).distinct().count(), edges::toString);
    client.token(grant().text("grant"), AUDIENCE);
  }

  private void signerLeaked(Runbooks.Chapter chapter) throws Exception {
    Answer grant = grant();
    assertEquals(204, revoke(grant()).status());
    assertEquals(204, revoke("?sub=" + SUBJECT).status());
    Set<String> before = kids(client);
    String leaked = signer.token();
    String secretId = signer.secretId();
    Set<String> made = names().all();
    VaultApi thief = bao().as(leaked);
    names().block("edge", SUBJECT, thief);
    names().block("edge", "job:another", thief);
    names().revoke("control", grant.text("id"), thief);

    run(chapter, signer.variables());

    signer.assertOver(leaked, secretId);
    assertEquals(made, names().all());
    assertTrue(Collections.disjoint(before, kids(client)), () -> before + " " + kids(client));
    assertEquals(401, client.idToken(grant.text("grant"), AUDIENCE).status());
    for (String key : Fleet.keys(ISSUER)) {
      assertEquals(2, bao().key(key).path("min_decryption_version").asInt(), key);
    }
    instance.awaitGood();
    names().awaitReadings(fleet.stage().vault());
    client.token(grant().text("grant"), AUDIENCE);
  }

  private void rotatorLeaked(Runbooks.Chapter chapter) throws Exception {
    RunbookLogin rotator = RunbookLogin.of(bao(), "rotator", folder);
    Answer grant = grant();
    assertEquals(204, revoke(grant).status());
    names().awaitReadings(fleet.stage().vault());
    String leaked = rotator.token();
    String secretId = rotator.secretId();
    VaultApi thief = bao().as(leaked);
    Set<String> revoked = names().grants("edge");
    names().all().forEach(name -> thief.delete(REVOCATIONS + "/" + name));
    assertEquals(Set.of(), names().grants("edge"));

    String told = run(chapter, rotator.variables());

    rotator.assertOver(leaked, secretId);
    assertTrue(told.contains("vouchsafe-rs256\t2\tsigning"), told);
    assertTrue(told.contains("[\"vouchsafe-es256\",2,2,2,0]"), told);
    assertTrue(told.contains(grant.text("id")), told);
    assertEquals(revoked, names().grants("edge"));
    assertEquals(401, client.idToken(grant.text("grant"), AUDIENCE).status());
  }

  private void vaultLost(Runbooks.Chapter chapter) throws Exception {
    Answer grant = grant();
    Set<String> before = kids(client);
    fleet.stage().vault().down();
    try (OpenBao other = OpenBao.sharedEmpty()) {
      Map<String, String> variables = new HashMap<>(other.environment(other.rootToken()));

      run(chapter, variables);

      String rotators = other.root().read("auth/approle/role/vouchsafe-rotator").toString();
      assertTrue(rotators.contains("[\"vouchsafe-rotator\"]"), rotators);
      String[] setting = chapter.settings().getFirst().split("=");
      other.setup("--key-prefix", "second", "--revocation-mount", Stage.REVOKED);
      Fleet.Instance anew =
          fleet.instance(
              "runbooks-anew",
              with(
                  RunbookLogin.prepared(other, "signer", folder),
                  "quarkus.vault.url",
                  other.address().toString(),
                  "quarkus.vault.enterprise.namespace",
                  other.namespace(),
                  setting[0],
                  folder.resolve(Path.of(setting[1]).getFileName()).toString()));
      anew.start();
      anew.awaitGood();
      Client there = anew.client(ISSUER);
      assertTrue(kids(there).containsAll(before), () -> before + " " + kids(there));
      assertNotEquals(before, kids(there));
      assertEquals(401, there.idToken(grant.text("grant"), AUDIENCE).status());
      there.token(grantOf(there, "edge/7").text("grant"), AUDIENCE);
    }
  }

  private RevocationNames names() {
    return new RevocationNames(bao(), REVOCATIONS);
  }

  private String run(Runbooks.Chapter chapter, Map<String, String> variables) throws IOException {
    Map<String, String> all = new HashMap<>(bao().environment(bao().rootToken()));
    all.putAll(
        Map.of(
            "ISSUER", client.issuer(),
            "MANAGEMENT", instance.managementUrl(),
            "AUDIT_LOGS", audits().toString(),
            "PROOF", proof(client, "edge/7"),
            "SUB", SUBJECT,
            "SINCE", Instant.now().minusSeconds(600).truncatedTo(ChronoUnit.SECONDS).toString(),
            "REVOCATION_MOUNT", Stage.REVOKED,
            "REFRESH", "1"));
    all.putAll(variables);
    return chapter.run(folder, all);
  }

  private OpenBao bao() {
    return fleet.stage().bao();
  }

  private Path audits() throws IOException {
    return Files.createDirectories(folder.resolve("audits"));
  }

  private static String[] with(RunbookLogin login, String... more) {
    return Stream.concat(login.settings().stream(), Stream.of(more)).toArray(String[]::new);
  }

  private static String proof(Client client, String subject) {
    return client.proof(claims -> claims.subject(subject).audience("brokers-of-" + ISSUER));
  }

  private static Answer grantOf(Client client, String subject) {
    return client.post(
        "/grants",
        proof(client, subject),
        Map.of("workload", Map.of("job", "soak"), "audiences", List.of(AUDIENCE)));
  }

  /** A grant of the broker {@code edge} that was used once. */
  private Answer grant() {
    Answer answer = grantOf(client, "edge/7");
    assertEquals(201, answer.status(), answer::toString);
    client.token(answer.text("grant"), AUDIENCE);
    return answer;
  }

  private Answer revoke(Answer grant) {
    return revoke("/" + grant.text("id"));
  }

  private Answer revoke(String which) {
    return client.call(
        "DELETE", "/grants" + which, null, "Authorization", "Bearer " + proof(client, "edge/7"));
  }

  private static Set<String> kids(Client client) {
    return client.get("/.well-known/jwks.json").body().findValuesAsText("kid").stream()
        .collect(Collectors.toSet());
  }
}
