package io.vouchsafe.agent;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import io.vouchsafe.testing.VaultApi;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import io.vouchsafe.testing.cloud.AwsRole;
import io.vouchsafe.testing.cloud.Clouds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code vouchsafe check} at a real OpenBao, at a resource server of the test, and at stand-ins of
 * the clouds, with tokens of the packaged service.
 */
class CheckIT {
  private static final String SUBJECT = "deployment:shop/checkout/d-1";
  private static final String API = "api.example";

  private final IssuerForWorkloads issuer = IssuerForWorkloads.shared();

  @TempDir private Path folder;
  private Path proof;

  @BeforeEach
  void writeTheProof() throws IOException {
    proof = Files.writeString(folder.resolve("proof"), issuer.client().proof());
  }

  private Ran check(Map<String, String> variables, List<String> arguments) {
    Map<String, String> all = new HashMap<>(variables);
    all.put("VOUCHSAFE_ISSUER", issuer.url());
    all.put("VOUCHSAFE_PROOF_FILE", proof.toString());
    all.put("VOUCHSAFE_WORKLOAD", "org=shop,app=checkout,deployment=d-1");
    List<String> line = new ArrayList<>(List.of("check"));
    line.addAll(arguments);
    line.addAll(
        List.of("--other-workload", "deployment=d-2", "--other-audience", "https://other.example"));
    Ran ran = WorkloadProgram.run(all, line.toArray(String[]::new));
    assertFalse((ran.out() + ran.err()).contains("eyJ"), "no token is shown");
    return ran;
  }

  private static void allIsWell(Ran ran, String act) {
    assertEquals(0, ran.status(), () -> ran.out() + ran.err());
    assertTrue(ran.out().contains(SUBJECT + " can " + act), ran::out);
    assertEquals(5, ran.out().lines().filter(line -> line.contains("refused   refused ")).count());
  }

  private static void isTooWide(Ran ran, String risk) {
    assertEquals(1, ran.status(), () -> ran.out() + ran.err());
    assertEquals(1, ran.out().lines().filter(line -> line.contains(" TAKEN ")).count(), ran::out);
    assertTrue(ran.out().contains(risk), ran::out);
  }

  /** A role of a jwt auth method at the test's own OpenBao. */
  private List<String> vault(String role, Map<String, Object> more) {
    VaultApi root = issuer.bao().root();
    root.call("POST", "sys/auth/check", Map.of("type", "jwt"));
    root.write("auth/check/config", Map.of("oidc_discovery_url", issuer.url()));
    Map<String, Object> parameters =
        new HashMap<>(
            Map.of(
                "role_type",
                "jwt",
                "user_claim",
                "sub",
                "clock_skew_leeway",
                1,
                "bound_audiences",
                List.of("vault.example")));
    parameters.putAll(more);
    root.write("auth/check/role/" + role, parameters);
    return List.of(
        "vault",
        "--address",
        issuer.bao().address().toString(),
        "--namespace",
        issuer.bao().namespace(),
        "--mount",
        "check",
        "--role",
        role,
        "--audience",
        "vault.example");
  }

  private List<String> resource(ResourceServer server) {
    return List.of("oidc", "--resource-url", server.url(), "--audience", API);
  }

  private ResourceServer resource(JWTClaimsSet exact) {
    return new ResourceServer(issuer.url(), API, exact, 1);
  }

  private static JWTClaimsSet thisWorkload() {
    return new JWTClaimsSet.Builder().subject(SUBJECT).build();
  }

  @Test
  void aRoleOfVaultForOneWorkloadIsWell() {
    allIsWell(
        check(Map.of(), vault("one", Map.of("bound_subject", SUBJECT))), "log in with this role");
  }

  @Test
  void aRoleOfVaultWithoutASubjectIsForEverybody() {
    isTooWide(
        check(Map.of(), vault("all", Map.of())),
        "any deployment of shop/checkout can log in with this role");
  }

  @Test
  void aRefusalHasVaultsOwnWords() {
    Ran ran = check(Map.of(), vault("other", Map.of("bound_subject", "somebody")));

    assertEquals(1, ran.status(), ran::err);
    assertTrue(ran.out().contains("invalid subject (sub) claim"), ran::out);
    assertTrue(ran.out().contains("REFUSED"), ran::out);
  }

  @Test
  void aResourceForOneWorkloadIsWell() {
    try (ResourceServer server = resource(thisWorkload())) {
      allIsWell(check(Map.of(), resource(server)), "use this resource");
    }
  }

  @Test
  void aResourceForEverybodyIsFound() {
    try (ResourceServer server = resource(new JWTClaimsSet.Builder().build())) {
      isTooWide(
          check(Map.of(), resource(server)),
          "any deployment of shop/checkout can use this resource");
    }
  }

  /** Waits for a token's minute, in all three at once. */
  @Test
  void anExpiredTokenIsRefusedAndItIsSaidHowLongThatTakes() throws Exception {
    try (ResourceServer server = resource(thisWorkload());
        ResourceServer patient = new ResourceServer(issuer.url(), API, thisWorkload(), 600)) {
      List<CompletableFuture<Ran>> runs =
          List.of(
                  vault("ends", Map.of("bound_subject", SUBJECT)),
                  resource(server),
                  resource(patient))
              .stream()
              .map(this::waiting)
              .map(
                  line ->
                      CompletableFuture.supplyAsync(
                          () -> check(Map.of(), line), run -> Thread.ofVirtual().start(run)))
              .toList();

      for (CompletableFuture<Ran> run : runs.subList(0, 2)) {
        Ran ran = run.get(2, MINUTES);
        assertEquals(0, ran.status(), () -> ran.out() + ran.err());
        assertTrue(ran.out().contains("a token that leaked ends"), ran::out);
        assertTrue(
            ran.err().startsWith("vouchsafe: waits for ")
                && ran.err()
                    .contains(
                        ": a token of 1 min 0 s, and 1 s for which the relying party may take it"),
            ran::err);
      }
      isTooWide(runs.getLast().get(2, MINUTES), "whoever finds an old token can use this resource");
    }
  }

  private List<String> waiting(List<String> line) {
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of("--wait", "--leeway", "1s"));
    return all;
  }

  @Test
  void rolesOfAwsAreTriedAtAStandIn() {
    try (Clouds clouds = Clouds.start(issuer.url(), SUBJECT, folder)) {
      List<String> line = List.of("aws", "--role", Clouds.ROLE);
      allIsWell(check(clouds.environment(), line), "assume this role");

      clouds
          .aws()
          .role(
              new AwsRole(
                  Clouds.ROLE,
                  issuer.url(),
                  Map.of("sub", "deployment:shop/checkout/*", "aud", Clouds.AWS_AUDIENCE),
                  false));
      isTooWide(
          check(clouds.environment(), line),
          "any deployment of shop/checkout can assume this role");
    }
  }

  @Test
  void providersOfGoogleAreTriedAtAStandIn() {
    try (Clouds clouds = Clouds.start(issuer.url(), SUBJECT, folder)) {
      List<String> line =
          List.of(
              "google",
              "--audience",
              Clouds.PROVIDER,
              "--google-token-url",
              clouds.google().url() + "/v1/token");
      allIsWell(check(Map.of(), line), "act as this pool's principal");

      List<String> account = new ArrayList<>(line);
      account.addAll(List.of("--service-account", Clouds.SERVICE_ACCOUNT));
      allIsWell(check(Map.of(), account), "act as " + Clouds.SERVICE_ACCOUNT);

      clouds.google().provider(Clouds.PROVIDER, issuer.url(), List.of(), claims -> true);
      isTooWide(
          check(Map.of(), line),
          "any deployment of shop/checkout can act as this pool's principal");
      allIsWell(check(Map.of(), account), "act as " + Clouds.SERVICE_ACCOUNT);
    }
  }

  @Test
  void appsOfEntraIdAreTriedAtAStandIn() {
    try (Clouds clouds = Clouds.start(issuer.url(), SUBJECT, folder)) {
      allIsWell(
          check(
              clouds.environment(),
              List.of("azure", "--server-ca-file", clouds.certificate().toString())),
          "act as this app");
    }
  }

  @Test
  void aGrantIsEnoughForTheRestAndALineThatIsWrongEndsWithTwo() {
    Map<String, String> grant = issuer.environment("d-1");
    List<String> line = new ArrayList<>(List.of("check"));
    line.addAll(vault("one", Map.of("bound_subject", SUBJECT)));
    Ran byGrant = WorkloadProgram.run(grant, line.toArray(String[]::new));
    assertEquals(0, byGrant.status(), () -> byGrant.out() + byGrant.err());
    assertTrue(byGrant.out().contains("not tried"), byGrant::out);

    line.addAll(List.of("--other-workload", "deployment=d-2"));
    Ran neighbour = WorkloadProgram.run(grant, line.toArray(String[]::new));
    assertEquals(2, neighbour.status());
    assertTrue(neighbour.err().contains("takes a proof"), neighbour::err);

    for (String[] wrong :
        new String[][] {
          {"check"},
          {"check", "ibm"},
          {"check", "aws"},
          {"check", "aws", "--role", "checkout"},
          {"check", "oidc", "--audience", "a", "--resource-url", "http://api.example.com"},
          {"check", "oidc", "--audience", "a", "--resource-url", "https://a", "--role", "r"}
        }) {
      assertEquals(2, WorkloadProgram.run(grant, wrong).status(), () -> String.join(" ", wrong));
    }
  }
}
