package io.vouchsafe.rotation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.transit.TransitRotator;
import io.vouchsafe.vault.VaultAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rotators that meet at one key of a real OpenBao, which then answers errors and keeps versions in
 * its memory alone, until it is sealed. All of them raise the minimum to the same version, as the
 * plan has it: where two different ones meet, private keys are lost ({@code LostVersionTest}).
 */
@Tag("slow")
class ConcurrentRotationsTest {
  private static final int ROTATORS = 4;
  private static final int MOST_RACES = 40;
  private static final int RACES_WITH_ERRORS = 5;
  private static final String KEY = "vouchsafe-rs256";
  private static final Duration LONG_AGO = Duration.ofDays(40);

  private static OpenBao bao;
  private static Vertx vertx;
  private static final List<VaultAccess> VAULTS = new ArrayList<>();

  /** The newest version before the race: it and what is before it look as if made long ago. */
  private volatile int old;

  private final AtomicInteger reported = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> repeats = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void start() {
    bao = OpenBao.start();
    vertx = Vertx.vertx();
    for (int i = 0; i < ROTATORS; i++) {
      VAULTS.add(
          VaultFixture.open(vertx, bao.address(), bao.login(bao.tokenWith("vouchsafe-rotator"))));
    }
  }

  @AfterAll
  static void stop() {
    VAULTS.forEach(VaultAccess::close);
    vertx.close();
    bao.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void noVersionThatARotatorReportedIsLostAtASeal(boolean retiring) throws Exception {
    List<Rotation> rotations = VAULTS.stream().map(vault -> rotation(vault, retiring)).toList();
    int races = 0;
    for (int repeated = 0; repeated < RACES_WITH_ERRORS && races < MOST_RACES; races++) {
      int before = repeats.size();
      old = bao.key(KEY).path("latest_version").asInt();
      race(rotations);
      repeated += repeats.size() > before ? 1 : 0;
      bao.seal();
      bao.unseal();
      VaultFixture.eventually(
          "OpenBao", () -> bao.root().call("GET", "transit/keys/" + KEY, null).done());
      assertKept(bao.key(KEY));
    }
    assertTrue(!repeats.isEmpty(), "OpenBao answered no error to changes that met");
    VaultFixture.eventually("a round of one alone", rotations.getFirst()::round);
    assertTrue(rotations.getLast().round(), failed::toString);
    System.out.printf(
        "concurrent changes: %d races, %d versions, repeated: %s, failed: %d%n",
        races, bao.key(KEY).path("latest_version").asInt(), List.copyOf(repeats), failed.size());
  }

  /** Neither a version that was reported nor the private key of one that is listed is lost. */
  private void assertKept(JsonNode key) {
    int latest = key.path("latest_version").asInt();
    assertTrue(
        latest >= reported.get(),
        () -> "version %d was reported, and %d is left".formatted(reported.get(), latest));
    int oldest = Math.max(1, key.path("min_encryption_version").asInt());
    for (int version = oldest; version <= latest; version++) {
      bao.root().write("transit/sign/" + KEY, Map.of("input", "aGk=", "key_version", version));
    }
  }

  private static void race(List<Rotation> rotations) throws Exception {
    CyclicBarrier together = new CyclicBarrier(rotations.size());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> rounds =
          rotations.stream()
              .map(
                  rotation ->
                      threads.submit(
                          () -> {
                            together.await();
                            return rotation.round();
                          }))
              .toList();
      for (Future<Boolean> done : rounds) {
        done.get();
      }
    }
  }

  private Rotation rotation(VaultAccess vault, boolean retiring) {
    KeyCustodian custodian =
        new TransitKeys(vault, VaultFixture.SETTINGS, "vouchsafe", VaultFixture.CLOCK);
    IssuerKeys keys =
        new IssuerKeys(
            role -> older(custodian.read(role), retiring),
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            VaultFixture.CLOCK,
            new KeyEvents() {});
    return new Rotation(
        keys,
        new TransitRotator(vault, VaultFixture.SETTINGS, "vouchsafe"),
        new Heard(),
        VaultFixture.CLOCK);
  }

  /**
   * As if the versions of before the race were made long ago, so that a rotation is due.
   *
   * @param retiring whether all of them are shown, which are then to be retired
   */
  private KeyReading older(KeyReading reading, boolean retiring) {
    if (!(reading instanceof KeyReading.Good(SigningKey key, var clock))) {
      return reading;
    }
    List<KeyVersion> versions =
        key.versions().stream()
            .filter(it -> retiring || it.number() >= old)
            .map(it -> it.number() > old ? it : made(it, it.createdAt().minus(LONG_AGO)))
            .toList();
    return new KeyReading.Good(
        new SigningKey(
            key.role(), key.name(), versions, key.minSigningVersion(), key.traits(), key.readAt()),
        clock);
  }

  private static KeyVersion made(KeyVersion version, Instant createdAt) {
    return new KeyVersion(version.number(), createdAt, version.publicKey(), version.kid());
  }

  private final class Heard implements RotationEvents {
    @Override
    public void rotated(SigningKey key) {
      reported.accumulateAndGet(key.newest().number(), Math::max);
    }

    @Override
    public void retired(SigningKey key) {}

    @Override
    public void cannotRotate(SigningKey key) {
      failed.add("cannot rotate " + key.name());
    }

    @Override
    public void settled(KeyRole role) {}

    @Override
    public void repeats(SigningKey key, String change, String reason) {
      repeats.add(change);
    }

    @Override
    public void failed(KeyRole role, String reason) {
      failed.add(reason);
    }
  }
}
