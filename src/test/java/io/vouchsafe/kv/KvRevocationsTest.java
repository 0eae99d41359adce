package io.vouchsafe.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.Vertx;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.VaultAccess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of revoked grants in a real OpenBao, under the policies that vault/setup writes. */
@Tag("slow")
class KvRevocationsTest {
  private static final KvSettings SETTINGS = new KvSettings("revoked", Duration.ofSeconds(5));
  private static final SetupCommand SETUP = new SetupCommand("transit", Optional.of("revoked"));
  private static final Duration SECONDS = Duration.ofSeconds(5);

  private static OpenBao bao;
  private static Vertx vertx;
  private final List<VaultAccess> opened = new ArrayList<>();

  @BeforeAll
  static void start() {
    vertx = Vertx.vertx();
    bao = OpenBao.shared("--revocation-mount", "revoked");
    bao.setup("--key-prefix", "other", "--revocation-mount", "revoked");
  }

  @AfterAll
  static void stop() {
    bao.close();
    vertx.close();
  }

  @AfterEach
  void close() {
    opened.forEach(VaultAccess::close);
  }

  private KvRevocations store(String prefix, String role, KvSettings settings) {
    return store(bao.address(), bao.login(bao.tokenWith(prefix + "-" + role)), prefix, settings);
  }

  private KvRevocations store(
      URI address, Map<String, String> login, String prefix, KvSettings settings) {
    VaultAccess vault = VaultFixture.open(vertx, address, login);
    opened.add(vault);
    return new KvRevocations(vault, settings, SETUP, prefix, SECONDS);
  }

  private static List<String> list(KvRevocations store) throws RevocationStore.Fault {
    return store.list(Deadline.in(SECONDS));
  }

  @Test
  void whatOneSignerAddsAnotherListsAndTheRotatorRemoves() throws RevocationStore.Fault {
    KvRevocations signer = store("vouchsafe", "signer", SETTINGS);
    KvRevocations rotator = store("vouchsafe", "rotator", SETTINGS);
    assertEquals(List.of(), list(signer));
    signer.add("one~.x-_", Deadline.in(SECONDS));
    RevocationStore.Fault again =
        assertFault(
            "path \"revoked/vouchsafe/+\" { capabilities = [\"create\"] }",
            () -> signer.add("one~.x-_", Deadline.in(SECONDS)));
    assertTrue(again.denied(), again::getMessage);

    assertEquals(List.of("one~.x-_"), list(store("vouchsafe", "signer", SETTINGS)));
    assertEquals(List.of(), list(store("other", "signer", SETTINGS)));
    assertFault("delete", () -> signer.remove("one~.x-_"));
    rotator.remove("one~.x-_");
    rotator.remove("one~.x-_");
    assertEquals(List.of(), list(signer));
  }

  private static RevocationStore.Fault assertFault(String remedy, Executable call) {
    RevocationStore.Fault fault = assertThrows(RevocationStore.Fault.class, call);
    assertTrue(fault.remedy().contains(remedy), fault.getMessage() + "; " + fault.remedy());
    return fault;
  }

  @Test
  void whatIsNoListIsNotTakenForAnEmptyOne() {
    bao.root().write("sys/mounts/newer", Map.of("type", "kv", "options", Map.of("version", "2")));
    for (String mount : List.of("newer", "nowhere")) {
      KvRevocations store =
          store(
              bao.address(),
              bao.login(bao.rootToken()),
              "vouchsafe",
              new KvSettings(mount, SECONDS));
      assertFault("KV engine of version 1", () -> list(store));
    }
  }

  @Test
  void aSignerWithoutTheRightIsToldWhichLineIsMissing() {
    bao.setup("--key-prefix", "poor");

    assertFault(
        "path \"revoked/poor/\" { capabilities = [\"list\"] }: vault/setup --key-prefix poor"
            + " --revocation-mount revoked",
        () -> list(store("poor", "signer", SETTINGS)));
  }

  @Test
  void listingEndsWithItsCallersDeadline() {
    Deadline gone = Deadline.in(SECONDS);
    gone.cancel();
    KvRevocations signer = store("vouchsafe", "signer", SETTINGS);
    RevocationStore.Fault fault =
        assertThrows(RevocationStore.Fault.class, () -> signer.list(gone));

    assertFalse(fault.denied(), fault::getMessage);
  }

  @Test
  void aListOfAllThatMayBeThereIsReadAndOneWithoutBoundsIsNot() throws Exception {
    String longest = "x".repeat(128);
    List<String> most = Collections.nCopies(30_000, longest);
    try (Answering vault = Answering.with(200, names(most))) {
      assertEquals(most, list(vault.store(this)));
    }
    try (Answering vault = Answering.with(200, names(Collections.nCopies(70_000, longest)))) {
      assertFault("how many entries there are", () -> list(vault.store(this)));
    }
    try (Answering vault = Answering.with(200, "{\"data\":{\"keys\":[1]}}")) {
      assertFault("what answers", () -> list(vault.store(this)));
    }
    try (Answering vault = Answering.with(404, "<html>nothing here</html>")) {
      assertThrows(RevocationStore.Fault.class, () -> list(vault.store(this)));
    }
  }

  /** As a proxy before Vault gives it, while Vault heard nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"data\":{}}", "<html>Welcome</html>"})
  void aSuccessThatIsNotVaultsIsNoRevocation(String body) throws Exception {
    for (int status : new int[] {200, 201, 202}) {
      try (Answering vault = Answering.with(status, body)) {
        KvRevocations store = vault.store(this);
        RevocationStore.Fault fault =
            assertFault(
                "what answers at quarkus.vault.url", () -> store.add("one", Deadline.in(SECONDS)));
        assertTrue(fault.getMessage().contains("is not Vault's (" + status), fault::getMessage);
        assertFalse(fault.denied());
        assertFault("what answers at quarkus.vault.url", () -> store.remove("one"));
      }
    }
  }

  private static String names(List<String> names) {
    return "{\"data\":{\"keys\":[\"" + String.join("\",\"", names) + "\"]}}";
  }

  /** Answers every call alike. */
  private record Answering(HttpServer server) implements AutoCloseable {
    static Answering with(int status, String body) throws IOException {
      byte[] octets = body.getBytes(StandardCharsets.UTF_8);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
          });
      server.start();
      return new Answering(server);
    }

    KvRevocations store(KvRevocationsTest test) {
      return test.store(
          URI.create("http://localhost:" + server.getAddress().getPort()),
          bao.login("a-token"),
          "vouchsafe",
          SETTINGS);
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
