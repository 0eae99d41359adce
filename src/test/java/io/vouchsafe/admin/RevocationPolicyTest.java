package io.vouchsafe.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultApi;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The part that the three roles have in revoked grants, where there is one. */
@Tag("slow")
class RevocationPolicyTest {
  private static final String FOLDER = "revoked/vouchsafe";
  private static final Map<String, ?> ENTRY = Map.of("revoked", true);
  private static final List<String> PATHS = List.of(FOLDER + "/", FOLDER + "/+");

  private static OpenBao bao;
  private static int entries;

  @BeforeAll
  static void start() {
    bao = OpenBao.shared("--revocation-mount", "revoked");
    bao.setup("--key-prefix", "other", "--revocation-mount", "revoked");
    bao.root().write(FOLDER + "/there", ENTRY);
    bao.root().write("revoked/other/there", ENTRY);
  }

  @AfterAll
  static void stop() {
    bao.close();
  }

  private static List<Deed> needed(String role) {
    Deed list = Deed.get(FOLDER + "?list=true");
    return switch (role) {
      case "signer" -> List.of(list, Deed.post(FOLDER + "/new-" + entries++, ENTRY));
      case "rotator" -> List.of(list, Deed.delete(FOLDER + "/expired"));
      default -> List.of(list);
    };
  }

  private static Stream<Deed> forbidden(String role) {
    return Stream.concat(
        Stream.of(
            Deed.get("revoked?list=true"),
            Deed.get("revoked/other?list=true"),
            Deed.get(FOLDER + "/there"),
            Deed.post(FOLDER + "/there", ENTRY),
            Deed.post(FOLDER + "/deeper/new", ENTRY),
            Deed.post("revoked/other/new", ENTRY),
            Deed.delete("revoked/other/there"),
            Deed.post("sys/mounts/revoked/tune", Map.of("description", "mine"))),
        switch (role) {
          case "signer" -> Stream.of(Deed.delete(FOLDER + "/there"));
          case "rotator" -> Stream.of(Deed.post(FOLDER + "/new", ENTRY));
          default -> Stream.of(Deed.delete(FOLDER + "/there"), Deed.post(FOLDER + "/new", ENTRY));
        });
  }

  private static Stream<String> roles() {
    return Stream.of("signer", "rotator", "reader");
  }

  @TestFactory
  Stream<DynamicTest> eachRoleCanDoItsPart() {
    return roles()
        .flatMap(
            role -> {
              VaultApi vault = bao.as(bao.tokenWith("vouchsafe-" + role));
              return needed(role).stream()
                  .map(
                      deed ->
                          dynamicTest(
                              role + ": " + deed.name(),
                              () -> assertTrue(deed.attempt(vault).done())));
            });
  }

  @TestFactory
  Stream<DynamicTest> noRoleCanDoMore() {
    return roles()
        .flatMap(
            role -> {
              VaultApi vault = bao.as(bao.tokenWith("vouchsafe-" + role));
              return forbidden(role)
                  .map(
                      deed ->
                          dynamicTest(
                              role + ": " + deed.name(),
                              () -> assertEquals(403, deed.attempt(vault).status())));
            });
  }

  @TestFactory
  Stream<DynamicTest> everyLineIsNeeded() {
    return roles()
        .flatMap(
            role -> {
              String policy =
                  bao.root().read("sys/policies/acl/vouchsafe-" + role).path("policy").asText();
              return PolicyCut.allOf(policy).stream()
                  .filter(cut -> PATHS.contains(cut.path()))
                  .map(
                      cut ->
                          dynamicTest(
                              role + " without " + cut.name(), () -> assertMissed(role, cut)));
            });
  }

  private static void assertMissed(String role, PolicyCut cut) {
    bao.root().write("sys/policies/acl/dissected", Map.of("policy", cut.rest()));
    VaultApi vault = bao.as(bao.tokenWith("dissected"));

    assertEquals(
        1, needed(role).stream().filter(deed -> !deed.attempt(vault).done()).count(), cut::name);
  }

  @Test
  void withoutTheFlagNoRoleHasAPart() {
    OpenBao without = OpenBao.shared();
    try {
      for (String role : roles().toList()) {
        String policy =
            without.root().read("sys/policies/acl/vouchsafe-" + role).path("policy").asText();
        assertFalse(policy.contains("list"), policy);
      }
    } finally {
      without.close();
    }
  }
}
