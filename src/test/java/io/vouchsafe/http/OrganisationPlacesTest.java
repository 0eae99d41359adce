package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.issuer.OrganisationEvents;
import io.vouchsafe.issuer.OrganisationReader;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.testing.VaultFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many organisations' keys are read for whom, while a reading takes long. */
class OrganisationPlacesTest {
  private static final int SHARE = 50;
  private static final int ALL = 200;
  private static final IssuerTemplate TEMPLATE = OrganisationIssuer.TEMPLATE;
  private static final Map<KeyRole, KeyPolicy> POLICIES = OrganisationIssuer.POLICIES;
  private static final List<String> KEYS =
      IntStream.range(0, 1000)
          .boxed()
          .flatMap(
              org ->
                  POLICIES.keySet().stream().map(role -> role.keyName("org-%03d".formatted(org))))
          .toList();

  private static final Refusals NO_REFUSALS =
      new Refusals(null, null, null, null, null, null, null, null);

  private final AdjustableClock clock = new AdjustableClock();
  private final CountDownLatch vaultAnswers = new CountDownLatch(1);
  private final Organisations organisations =
      new Organisations(TEMPLATE, POLICIES, this::issuer, new OrganisationEvents() {}, clock);
  private final OrganisationReader reader =
      new OrganisationReader(List.of(organisations), () -> KEYS, Duration.ofDays(1), () -> {});
  private final OrganisationPlaces places =
      new OrganisationPlaces(organisations, NO_REFUSALS, clock);
  private int next;

  private Issuer issuer(String org) {
    IssuerKeys keys = new IssuerKeys(this::reading, POLICIES, clock, new KeyEvents() {});
    return OrganisationIssuer.of(
        TEMPLATE,
        org,
        keys,
        VaultFixture.issuance(
            keys,
            handle -> {
              throw new AssertionError("nobody signs");
            }),
        clock);
  }

  private KeyReading reading(KeyRole role) {
    try {
      vaultAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new KeyReading.Failed(
        new KeyFault(role, "x", KeyFault.Cause.UNREACHABLE, "it cannot be read", "wait"));
  }

  @BeforeEach
  void list() {
    reader.start();
    eventually("listed", () -> organisations.known() == 1000);
  }

  @AfterEach
  void close() {
    vaultAnswers.countDown();
    reader.close();
  }

  /** Asks for so many organisations that nobody asked for before. */
  private void asks(String peer, int count) {
    for (int i = 0; i < count; i++) {
      places.use("%03d".formatted(next), peer);
      next++;
    }
  }

  private void assertNoRoomFor(String peer) {
    Refused refused = assertThrows(Refused.class, () -> asks(peer, 1));

    assertEquals(503, refused.answer().body().status());
    assertEquals("1", refused.answer().headers().get("Retry-After"));
  }

  @Test
  void whoAsksForManyLeavesRoomForOthers() {
    asks("greedy", SHARE);

    assertNoRoomFor("greedy");
    asks("modest", SHARE);
    assertNoRoomFor("modest");
    assertEquals(2 * SHARE, organisations.inUse().size());
  }

  @Test
  void allTogetherHaveAnEnd() {
    for (int peer = 0; peer < ALL / SHARE; peer++) {
      asks("peer " + peer, SHARE);
    }

    assertNoRoomFor("another");
    assertEquals(ALL, organisations.inUse().size());
  }

  @Test
  void whatIsInUseAlreadyNeedsNoRoom() {
    asks("greedy", SHARE);
    next = 0;

    asks("greedy", SHARE);
    assertEquals(SHARE, organisations.inUse().size());
  }

  @Test
  void thereIsRoomAgainWhenTheirKeysWereRead() {
    asks("greedy", SHARE);
    vaultAnswers.countDown();

    eventually(
        "read", () -> organisations.inUse().stream().allMatch(it -> it.firstReading().isDone()));
    eventually("room", () -> hasRoom("greedy"));
  }

  private boolean hasRoom(String peer) {
    try {
      asks(peer, 1);
      return true;
    } catch (Refused none) {
      return false;
    }
  }
}
