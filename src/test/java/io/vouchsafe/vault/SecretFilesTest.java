package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.vault.VaultLogins.PREFIX;
import static io.vouchsafe.vault.VaultLogins.read;
import static io.vouchsafe.vault.VaultLogins.works;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secrets to log in with that an agent renews in a file, and what becomes of wrapped ones. */
class SecretFilesTest {
  private static final Predicate<String> UNWRAPPING = path -> path.endsWith("/unwrap");
  private static final Duration LONG = Duration.ofSeconds(30);

  @RegisterExtension static final VaultLogins vaults = VaultLogins.shared();

  private static final OpenBao bao = vaults.bao();
  private static final BreakingProxy proxy = vaults.proxy();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("secret");
  }

  private enum In {
    TOKEN,
    TOKEN_WRAPPING_TOKEN,
    SECRET_ID,
    SECRET_ID_WRAPPING_TOKEN
  }

  private OwnLogin own(In in) {
    return new OwnLogin(
        "own",
        new OwnLogin.SecretFiles(
            Optional.of(file).filter(it -> in == In.TOKEN),
            Optional.of(file).filter(it -> in == In.TOKEN_WRAPPING_TOKEN),
            Optional.of(file).filter(it -> in == In.SECRET_ID),
            Optional.of(file).filter(it -> in == In.SECRET_ID_WRAPPING_TOKEN)),
        false,
        Optional.empty(),
        LONG);
  }

  private void write(String content) {
    try {
      Files.writeString(file, content + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> roleId(String role) {
    return Map.of(PREFIX + "app-role.role-id", bao.appRole(role, "vouchsafe-signer").roleId());
  }

  @Test
  void aSecretIdIsReadAtEachLogin() {
    Map<String, String> role = roleId("in-file");
    String first = bao.appRole("in-file", "vouchsafe-signer").secretId();
    write(first);
    try (VaultAccess vault = vaults.open(role, own(In.SECRET_ID), LONG)) {
      read(vault);
      write(bao.appRole("in-file", "vouchsafe-signer").secretId());
      bao.root().write("auth/approle/role/in-file/secret-id/destroy", Map.of("secret_id", first));
      vaults.revokeAll();

      read(vault);
    }
  }

  @Test
  void anotherSecretIdInTheFileEndsARefusal() {
    Map<String, String> role = roleId("renewed");
    write("destroyed");
    try (VaultAccess vault = vaults.open(role, own(In.SECRET_ID), LONG)) {
      assertFalse(works(vault));

      write(bao.appRole("renewed", "vouchsafe-signer").secretId());

      eventually("a login with the new one", () -> works(vault));
    }
  }

  @Test
  void aTokenIsReplacedByTheOneInTheFile() {
    String first = bao.tokenWith("vouchsafe-signer");
    write(first);
    try (VaultAccess vault = vaults.open(Map.of(), own(In.TOKEN), LONG)) {
      read(vault);
      write(bao.tokenWith("vouchsafe-signer"));
      bao.root().write("auth/token/revoke", Map.of("token", first));

      read(vault);
    }
  }

  @Test
  void aTokenOfTwoLinesIsNamedAndNotShown() {
    write("hvs.one\ntwo");
    try (VaultAccess vault = vaults.open(Map.of(), own(In.TOKEN), LONG)) {
      String said = assertThrows(VaultFailure.class, () -> read(vault)).getMessage();

      assertTrue(said.startsWith("own.token-file (" + file + ") holds"), said);
      assertFalse(said.contains("hvs.one"), said);
    }
  }

  @Test
  void eachWrappingTokenOfTheFileIsUnwrappedOnce() {
    Map<String, String> role = roleId("wrapped-in-file");
    write(bao.wrappedSecretId("wrapped-in-file"));
    try (VaultAccess vault = vaults.open(role, own(In.SECRET_ID_WRAPPING_TOKEN), LONG)) {
      read(vault);
      vaults.revokeAll();
      read(vault);
      assertEquals(1, proxy.seen(UNWRAPPING).size());

      vaults.revokeAll();
      write(bao.wrappedSecretId("wrapped-in-file"));
      read(vault);
      assertEquals(2, proxy.seen(UNWRAPPING).size());
    }
  }

  @Test
  void aWrappedTokenComesInTheFormsInWhichAgentsWriteIt() {
    for (String form :
        List.of("%s", "{\"token\":\"%s\",\"ttl\":300}", "{\"wrap_info\":{\"token\":\"%s\"}}")) {
      write(form.formatted(bao.wrappedTokenWith("vouchsafe-signer")));
      try (VaultAccess vault = vaults.open(Map.of(), own(In.TOKEN_WRAPPING_TOKEN), LONG)) {
        read(vault);
      }
    }
  }

  /** The login's own timeout would burn it. */
  @Test
  void aSlowUnwrappingIsWaitedFor() {
    Map<String, String> role = roleId("slow");
    write(bao.wrappedSecretId("slow"));
    proxy.breaks(UNWRAPPING, Fault.delay(Duration.ofSeconds(1)));
    try (VaultAccess vault =
        vaults.open(role, own(In.SECRET_ID_WRAPPING_TOKEN), Duration.ofMillis(300))) {
      eventually("a login", () -> works(vault));

      assertEquals(1, proxy.seen(UNWRAPPING).size());
    }
  }

  @Test
  void anUnwrappingThatWasSentAndNotAnsweredIsToldAsThat() {
    String said = saidAfterLosing(Fault.reset());

    assertTrue(said.contains("(Vault cannot be reached (the connection broke))"), said);
  }

  @Test
  void anUnwrappingThatWasAnsweredByAPageIsNotToldAsUnanswered() {
    String said = saidAfterLosing(Fault.answer(502, "<html>Bad Gateway</html>"));

    assertTrue(said.contains("502"), said);
    assertFalse(said.contains("no answer"), said);
  }

  /** What is said of a wrapping token that Vault has unwrapped for us, where this came of it. */
  private String saidAfterLosing(Fault answer) {
    Map<String, String> role = roleId("lost");
    write(bao.wrappedSecretId("lost"));
    proxy.breaks(
        UNWRAPPING,
        (request, upstream) -> {
          upstream.answer(request);
          return answer.apply(request, upstream);
        });
    try (VaultAccess vault = vaults.open(role, own(In.SECRET_ID_WRAPPING_TOKEN), LONG)) {
      assertThrows(VaultFailure.class, () -> read(vault));
      proxy.mend();
      eventually("another try", () -> !works(vault) && proxy.seen(UNWRAPPING).size() > 1);

      String said = vault.logins().trouble().orElseThrow().reason();
      assertTrue(said.contains("we have used it up"), said);
      assertTrue(said.startsWith("own.secret-id-wrapping-token-file was sent"), said);
      assertFalse(said.contains("somebody else"), said);
      return said;
    }
  }

  @Test
  void oneThatCouldNotBeSentIsNotBlamedOnUs() {
    Map<String, String> role = roleId("stolen-meanwhile");
    String wrapping = bao.wrappedSecretId("stolen-meanwhile");
    write(wrapping);
    proxy.down();
    try (VaultAccess vault = vaults.open(role, own(In.SECRET_ID_WRAPPING_TOKEN), LONG)) {
      assertFalse(works(vault));
      bao.as(wrapping).write("sys/wrapping/unwrap", Map.of());
      proxy.up();
      eventually("another try", () -> !works(vault) && !proxy.seen(UNWRAPPING).isEmpty());

      String said = vault.logins().trouble().orElseThrow().reason();
      assertTrue(said.contains("by somebody else (find out who)"), said);
    }
  }
}
