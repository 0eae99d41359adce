package io.vouchsafe.vault;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.VaultFixture.CLOCK;
import static io.vouchsafe.vault.VaultLogins.failures;
import static io.vouchsafe.vault.VaultLogins.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Vertx;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Staying logged in to a real OpenBao. Tokens live for seconds here and tests wait for their end,
 * so all of them run at once, each through a proxy of its own.
 */
@Tag("slow")
class VaultLeasesTest {
  private static Vertx vertx;
  private static OpenBao bao;
  private static ExecutorService tests;

  private interface Lease {
    void test(VaultLogins vault) throws Exception;
  }

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.shared();
    bao.appRole("any", "vouchsafe-signer");
    tests = Executors.newVirtualThreadPerTaskExecutor();
  }

  @AfterAll
  static void stop() {
    tests.close();
    bao.close();
    vertx.close();
  }

  @TestFactory
  Stream<DynamicTest> leases() {
    return Stream.of(
        begun("a token is renewed before it ends", VaultLeasesTest::renewed),
        begun("a token near its maximum is replaced ahead", VaultLeasesTest::nearItsMaximum),
        begun("a token that may not be renewed is replaced", VaultLeasesTest::notRenewable),
        begun("a renewal that fails is tried again", VaultLeasesTest::renewalFails),
        begun("batch tokens are replaced ahead", VaultLeasesTest::batch),
        begun("a given token is renewed if it can be", VaultLeasesTest::given),
        begun("a given token reads while it is looked up", VaultLeasesTest::lookedUp))
        .toList()
        .stream();
  }

  private static DynamicTest begun(String name, Lease lease) {
    Future<?> result =
        tests.submit(
            () -> {
              try (VaultLogins vault = new VaultLogins(vertx, bao)) {
                lease.test(vault);
                return null;
              }
            });
    return DynamicTest.dynamicTest(
        name,
        () -> {
          try {
            result.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  private static void renewed(VaultLogins vault) {
    Map<String, String> config = vault.appRole("short", Map.of("token_period", "6s"));
    try (VaultAccess access = vault.open(config)) {
      read(access);
      Instant end = CLOCK.instant().plusSeconds(7);
      eventually("two renewals", () -> vault.renewals() >= 2 && CLOCK.instant().isAfter(end));

      read(access);

      assertEquals(1, vault.logins());
    }
  }

  private static void nearItsMaximum(VaultLogins vault) {
    Map<String, String> config =
        vault.appRole(
            "bounded", Map.of("token_period", "0", "token_ttl", "6s", "token_max_ttl", "8s"));
    try (VaultAccess access = vault.open(config)) {
      read(access);

      eventually("a second login", () -> vault.logins() >= 2);
      read(access);

      assertEquals(0, vault.lookups());
    }
  }

  private static void notRenewable(VaultLogins vault) {
    vault.proxy().breaks(path -> path.endsWith("/renew-self"), Fault.answer(403, "{}"));
    Map<String, String> config = vault.appRole("refused", Map.of("token_period", "4s"));
    try (VaultAccess access = vault.open(config)) {
      read(access);

      eventually("a second login", () -> vault.logins() >= 2);

      read(access);
    }
  }

  private static void renewalFails(VaultLogins vault) {
    vault.proxy().breaks(path -> path.endsWith("/renew-self"), Fault.answer(500, "{}"));
    Map<String, String> config = vault.appRole("patient", Map.of("token_period", "12s"));
    try (VaultAccess access = vault.open(config)) {
      read(access);
      eventually("some renewals", () -> vault.renewals() >= 3);
      vault.proxy().mend();
      int before = vault.renewals();

      eventually("a renewal", () -> vault.renewals() > before);

      read(access);
      assertEquals(1, vault.logins());
    }
  }

  private static void batch(VaultLogins vault) {
    Map<String, String> config =
        vault.appRole(
            "batch", Map.of("token_period", "0", "token_ttl", "3s", "token_type", "batch"));
    try (VaultAccess access = vault.open(config)) {
      read(access);

      eventually("a second login", () -> vault.logins() >= 2);

      read(access);
      assertEquals(0, vault.renewals());
    }
  }

  private static String periodic() {
    return bao.root()
        .write(
            "auth/token/create-orphan",
            Map.of("policies", List.of("vouchsafe-signer"), "period", "6s"))
        .at("/auth/client_token")
        .asText();
  }

  private static void given(VaultLogins vault) {
    try (VaultAccess access = vault.open(VaultFixture.token(periodic()))) {
      read(access);
      Instant end = CLOCK.instant().plusSeconds(7);
      eventually("two renewals", () -> vault.renewals() >= 2 && CLOCK.instant().isAfter(end));

      read(access);
    }
  }

  private static void lookedUp(VaultLogins vault) throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    vault
        .proxy()
        .breaks(
            path -> path.endsWith("/lookup-self"),
            (request, upstream) -> {
              gate.await();
              return upstream.answer(request);
            });
    try (VaultAccess access = vault.open(VaultFixture.token(periodic()))) {
      assertEquals(List.of(), failures(access, 10));
      gate.countDown();
      eventually("a renewal", () -> vault.renewals() >= 1);

      read(access);
      assertEquals(1, vault.lookups());
    } finally {
      gate.countDown();
    }
  }
}
