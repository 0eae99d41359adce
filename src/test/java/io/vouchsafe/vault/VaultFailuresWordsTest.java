package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.OutageTable;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.StrangerKeys;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The health answers say of each outage what {@code docs/errors.md} says, though nobody asks for a
 * token; the rows that take another start are held to it where that start is tested.
 */
@Tag("slow")
@QuarkusTest
@QuarkusTestResource(Stage.class)
@QuarkusTestResource(value = FailingVault.Quick.class, restrictToAnnotatedClass = true)
class VaultFailuresWordsTest extends FailingVault {
  static Stream<Arguments> faultsOfSigning() {
    return Stream.of(
        arguments("slow", Fault.delay(Duration.ofSeconds(3))),
        arguments("limiting our rate", Fault.answer(429, "{\"errors\":[\"quota\"]}")),
        arguments("denying", Fault.answer(403, "{\"errors\":[\"permission denied\"]}")),
        arguments("failing", Fault.answer(500, "{\"errors\":[\"internal error\"]}")),
        arguments("a standby", Fault.answer(473, "")),
        arguments("refusing some", Fault.rewrite(VaultFailuresWordsTest::refusingTheVersion)),
        arguments(
            "answering half a JSON", Fault.rewrite(body -> body.substring(0, body.length() / 2))),
        arguments(
            "signing with another version",
            Fault.rewrite(body -> body.replaceAll("vault:v\\d+:", "vault:v99:"))));
  }

  private static String refusingTheVersion(String body) {
    return body.replaceAll("\"signature\":\"[^\"]*\"", "\"error\":\"requested version\"");
  }

  @ParameterizedTest(name = "Vault {0}")
  @MethodSource("faultsOfSigning")
  void anOutageIsNamedWhileNobodyAsks(String outage, Fault fault) {
    stage.vault().breaks(SIGNING, fault);

    OutageTable.names(outage, () -> Health.reasons(health.signing()));
    assertFalse(Health.up(health.signing()), health::text);
    servesTheRest();
  }

  @Test
  void downIsNamedTwice() {
    stage.vault().down();

    OutageTable.names("down, or cuts", () -> Health.reasons(health.signing()));
    OutageTable.names("down, or cuts", () -> Health.reasons(health.ready()));
    servesTheRest();
  }

  @Test
  void sealedIsNamedTwice() {
    stage.bao().seal();
    try {
      OutageTable.names("sealed", () -> Health.reasons(health.signing()));
      OutageTable.names("sealed", () -> Health.reasons(health.ready()));
      servesTheRest();
    } finally {
      stage.bao().unseal();
    }
  }

  @Test
  void anotherKey() {
    stage
        .vault()
        .breaks(path -> path.contains("/sign/vouchsafe-"), StrangerKeys.signingIn(stage.bao()));

    OutageTable.names("signing with another key", () -> Health.reasons(health.signing()));
  }

  @Test
  void fewerVersionsThanBefore() {
    stage.bao().root().write("transit/keys/second-es256/rotate", Map.of());
    eventually(
        "a reading of the second version",
        () -> Health.reasons(health.ready()).isEmpty() && twoVersionsWereRead());
    stage
        .vault()
        .breaks(
            path -> path.endsWith("/transit/keys/second-es256"),
            Fault.rewrite(
                body ->
                    body.replaceAll("\"latest_version\":2", "\"latest_version\":1")
                        .replaceAll(",\"2\":\\{[^}]*\\}", "")));

    OutageTable.names("showing fewer versions", () -> Health.reasons(health.ready()));
    assertTrue(Health.up(health.ready()), health::text);
  }

  private boolean twoVersionsWereRead() {
    return client
        .get(stage.managementUrl() + "/keys")
        .http()
        .body()
        .split("\"second-es256\"", -1)[1]
        .split("\"role\"", -1)[0]
        .contains("\"version\":2");
  }

  @Test
  void aVersionThatOpenBaoLost() {
    stage
        .vault()
        .breaks(READING, Fault.rewrite(body -> body.replaceAll("(\"public_key\":\")[^\"]*", "$1")));

    OutageTable.names(
        "with a version whose public key is gone", () -> Health.reasons(health.ready()));
  }

  @Test
  void aMissingKey() {
    stage.vault().breaks(READING, Fault.answer(404, "{\"errors\":[]}"));
    stage.vault().breaks(SIGNING, Fault.answer(404, "{\"errors\":[]}"));

    OutageTable.names("without one of the keys", () -> Health.reasons(health.ready()));
    OutageTable.names("without one of the keys", () -> Health.reasons(health.signing()));
  }

  @Test
  void aKeyOfAnotherType() {
    stage
        .vault()
        .breaks(
            READING, Fault.rewrite(body -> body.replaceAll("(\"type\":\")[^\"]*", "$1ed25519")));

    OutageTable.names("with a key of another type", () -> Health.reasons(health.ready()));
  }

  @Test
  void aSoftDeletedKey() {
    stage.bao().configure("second-rs256", Map.of("deletion_allowed", true));
    stage.bao().root().delete("transit/keys/second-rs256/soft-delete");
    try {
      OutageTable.names("with a key that is soft-deleted", () -> Health.reasons(health.signing()));
    } finally {
      stage.bao().root().write("transit/keys/second-rs256/soft-delete-restore", Map.of());
    }
  }
}
