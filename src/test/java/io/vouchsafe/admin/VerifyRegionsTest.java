package io.vouchsafe.admin;

import static io.vouchsafe.testing.BaoServer.binary;
import static io.vouchsafe.testing.Repository.ROOT;

import io.vouchsafe.admin.Admin.Ended;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code vault/verify-regions} on the Vaults of two regions, under readers' tokens, and instances
 * whose knowledge a test writes.
 */
@Tag("slow")
class VerifyRegionsTest {
  private static OpenBao eu;
  private static OpenBao us;

  @TempDir Path folder;
  private StubInstance inEu;
  private StubInstance inUs;

  @BeforeAll
  static void prepareTwoRegions() {
    eu = OpenBao.shared();
    us = OpenBao.shared();
  }

  @AfterAll
  static void giveThemBack() {
    us.close();
    eu.close();
  }

  @BeforeEach
  void start() throws IOException {
    inEu = new StubInstance().reads(eu).reads(us);
    inUs = new StubInstance().reads(eu).reads(us);
  }

  @AfterEach
  void stop() {
    inUs.close();
    inEu.close();
  }

  private Ended verify(String... flags) {
    List<String> command = new ArrayList<>(List.of(ROOT + "/vault/verify-regions"));
    command.addAll(List.of("--cli", binary(), "--wait", "0s"));
    command.addAll(
        List.of("--region", "eu=" + eu.address(), "--namespace", "eu=" + eu.namespace()));
    command.addAll(
        List.of("--region=us-east=" + us.address(), "--namespace=us-east=" + us.namespace()));
    command.addAll(List.of(flags));
    return Admin.run(tokens(), "", command);
  }

  /** One region's token is in a variable of its own, the other's in a file. */
  private Map<String, String> tokens() {
    Map<String, String> environment = new HashMap<>();
    environment.put("VAULT_TOKEN_US_EAST", us.tokenWith("vouchsafe-reader"));
    environment.put("BAO_TOKEN", "of-nobody");
    environment.put("VAULT_TOKEN", "of-nobody");
    return environment;
  }

  private Ended byServices(String... more) throws IOException {
    return verify(
        with(more, "--service", "eu=" + inEu.url(), "--service", "us-east=" + inUs.url()));
  }

  private Ended byDocuments(String... more) throws IOException {
    return verify(
        with(more, "--jwks", "eu=" + inEu.jwksUrl(), "--jwks", "us-east=" + inUs.jwksUrl()));
  }

  private String[] with(String[] more, String... flags) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), eu.tokenWith("vouchsafe-reader") + "\n");
    List<String> all = new ArrayList<>(List.of("--token-file", "eu=" + file));
    all.addAll(List.of(flags));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void aRotationIsSafeWhereEveryInstanceKnowsAllKeysOfAllRegions() throws IOException {
    int newest = eu.rotate("vouchsafe-rs256");
    inEu.reads(eu);
    inUs.reads(eu);

    byServices()
        .done()
        .saying(
            "A rotation is safe", "vouchsafe-rs256 (%1$d listed, newest %1$d)".formatted(newest));
    byDocuments()
        .done()
        .saying("A rotation is safe", "neither the grant keys nor the phases are compared at eu");
  }

  @Test
  void aVersionThatAnotherRegionHasNotReadIsNamed() throws IOException {
    int version = eu.rotate("vouchsafe-es256");
    String kid = StubInstance.kid(eu, "vouchsafe-es256", version);
    inEu.reads(eu);

    for (Ended ended : List.of(byServices(), byDocuments())) {
      ended
          .with(1)
          .saying(
              "NOT SAFE",
              "us-east http://",
              "lacks vouchsafe-es256 version " + version + " of eu",
              kid)
          .notSaying("MISSING eu");
    }
  }

  @Test
  void aGrantKeyIsComparedWhereTheManagementPortIs() throws IOException {
    int version = eu.rotate("vouchsafe-grant");

    byDocuments().done();
    byServices().with(1).saying("lacks vouchsafe-grant version " + version + " of eu");
  }

  /** A retired version is in no JWKS, and Vault goes on listing it until the rotator comes. */
  @Test
  void aVersionThatIsRetiredEverywhereIsNotMissed() throws IOException {
    eu.rotate("vouchsafe-rs256");
    inEu.reads(eu).lacks(eu, "vouchsafe-rs256", 1);
    inUs.reads(eu).lacks(eu, "vouchsafe-rs256", 1);

    byDocuments().done();
  }

  @Test
  void aVersionThatOneDocumentHasAndAnotherLacksIsMissing() throws IOException {
    eu.rotate("vouchsafe-rs256");
    inEu.reads(eu);
    inUs.reads(eu).lacks(eu, "vouchsafe-rs256", 1);

    byDocuments().with(1).saying("us-east http://", "lacks vouchsafe-rs256 version 1 of eu");
  }

  @Test
  void aKidOfNoVaultIsFineWhereAllHaveIt() throws IOException {
    inEu.publishes("extra");
    byDocuments().with(1).saying("lacks the kid extra, which no Vault here lists");
    inUs.publishes("extra");
    byDocuments().done();
  }

  @Test
  void phasesThatDisagreeAreNamed() throws IOException {
    inUs.says(eu, "vouchsafe-rs256", 1, "announced");

    byServices()
        .with(1)
        .saying("DIFFERS vouchsafe-rs256 version 1 of eu is")
        .saying("announced at us-east")
        .saying("signing at eu");
  }

  @Test
  void anInstanceThatIsCutOffIsNamedThoughItLacksNothing() throws IOException {
    inUs.readKeysAt(Instant.now().minus(Duration.ofHours(1)));
    byServices().with(1).saying("STALE us-east", "it read the key vouchsafe-rs256 of home");
    byServices("--fresh", "2h").done();
    inUs.isCutOff();
    byDocuments().with(1).saying("STALE us-east", "max-age=0");
  }

  @Test
  void whoDoesNotAnswerIsNotTakenForSafe() throws IOException {
    verify(
            with(
                new String[0],
                "--jwks",
                "eu=" + inEu.jwksUrl(),
                "--jwks",
                "us-east=http://127.0.0.1:" + Ports.one()))
        .with(1)
        .saying("UNKNOWN us-east", "NOT SAFE");
    verify("--jwks", "eu=" + inEu.jwksUrl(), "--jwks", "us-east=" + inUs.jwksUrl())
        .with(1)
        .saying(
            "cannot read transit/keys/vouchsafe-rs256", "nothing can be told of the Vault of eu")
        .notSaying("is safe");
  }

  @Test
  void aNewRegionHasNoInstanceToAsk() throws IOException {
    String[] one = {"--jwks", "eu=" + inEu.jwksUrl(), "--new", "us-east"};

    verify(with(one)).done().saying("A rotation is safe");
    inEu.lacks(us, "vouchsafe-rs256", us.key("vouchsafe-rs256").path("latest_version").asInt());
    verify(with(one)).with(1).saying("lacks vouchsafe-rs256 version", "of us-east");
    verify(with(new String[] {"--new", "eu", "--new=us-east"})).with(2).saying("nobody is asked");
  }

  @Test
  void aKeyThatOneRegionLacksIsNamed() throws IOException {
    us.configure("vouchsafe-es256", Map.of("deletion_allowed", true));
    us.root().delete("transit/keys/vouchsafe-es256");

    byServices().with(1).saying("the Vault of us-east has no key vouchsafe-es256");
    us.setup();
  }

  @Test
  void itGoesOnLookingWhileItMayWait() throws Exception {
    eu.rotate("vouchsafe-rs256");
    inEu.reads(eu);
    Thread late =
        Thread.startVirtualThread(
            () -> {
              inUs.awaitQuestions(2);
              inUs.reads(eu);
            });

    byServices("--wait", "60s").done();
    late.join();
  }

  /** Its keys are read when somebody asks; with --wait 0s nothing else is waited for. */
  @Test
  void itWaitsForTheFirstReadingOfAnOrganisationsKeys() throws IOException {
    inEu.readsTheKeysAfter(3);

    byServices().done().saying("A rotation is safe");

    inEu.awaitQuestions(4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--region eu=bao",
        "--region http://127.0.0.1:8200",
        "--region eu=http://127.0.0.1:1",
        "--region third=http://127.0.0.1:1",
        "--jwks fourth=http://127.0.0.1:1",
        "--token-file eu=nosuch",
        "--mount eu=/transit",
        "--new fifth",
        "--fresh soon",
        "--nosuch x",
        "more"
      })
  void misuseIsRefused(String flags) throws IOException {
    byServices(flags.split(" ")).with(2).saying("--help");
  }

  /** As where a region's URL leads to another region's Vault, or a region is not named. */
  @Test
  void aKeyThatNoVaultHereListsIsNamed() throws IOException {
    inEu.publishes("extra");

    byServices()
        .with(1)
        .saying("UNLISTED eu", "knows vouchsafe-rs256 of home, kid extra, which no Vault here");
  }
}
