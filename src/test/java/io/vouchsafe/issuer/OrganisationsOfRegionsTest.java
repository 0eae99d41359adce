package io.vouchsafe.issuer;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.caller.RevocationEvents;
import io.vouchsafe.caller.RevocationSource;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.TokenEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How organisations of two regions are read while one of them says nothing. */
class OrganisationsOfRegionsTest {
  private static final Region EU = new Region("eu");
  private static final Region US = new Region("us");
  private static final Map<KeyRole, KeyPolicy> SELDOM =
      OrganisationIssuer.policies(Duration.ofMinutes(4));

  private final AdjustableClock clock = new AdjustableClock();
  private final CountDownLatch answered = new CountDownLatch(1);
  private final Set<String> listedAtHome = ConcurrentHashMap.newKeySet();
  private final Map<String, Integer> failing = new ConcurrentHashMap<>();
  private volatile boolean silent;
  private volatile boolean away;
  private final Organisations organisations =
      new Organisations(
          OrganisationIssuer.TEMPLATE, SELDOM, this::issuer, new OrganisationEvents() {}, clock);
  private final List<String> orgs = OrganisationsInMemory.names(200);
  private final OrganisationReader reader =
      new OrganisationReader(List.of(organisations), this::keyNames, Duration.ofDays(1), () -> {});

  @AfterEach
  void close() {
    answered.countDown();
    reader.close();
  }

  private List<String> keyNames() {
    List<String> names = new ArrayList<>();
    orgs.forEach(org -> SELDOM.keySet().forEach(role -> names.add(role.keyName("org-" + org))));
    return names;
  }

  private Issuer issuer(String org) {
    IssuerKeys keys =
        new IssuerKeys(
            Stream.of(EU, US)
                .map(
                    region ->
                        new RegionSource(region, role -> reading(region, role), new KeyEvents() {}))
                .toList(),
            SELDOM,
            clock);
    Revocations revocations =
        new Revocations(
            OrganisationIssuer.TEMPLATE.url().of(org),
            Stream.of(EU, US)
                .map(
                    region ->
                        new RevocationSource(region, new Lists(region, org), RevocationEvents.NONE))
                .toList(),
            SELDOM.get(KeyRole.GRANT),
            OrganisationsInMemory.nothing(Audit.class),
            clock);
    Issuance issuance =
        new Issuance(
            OrganisationIssuer.TEMPLATE.url().of(org),
            keys,
            OrganisationsInMemory.nothing(Signer.class),
            ReleaseCheck.always(),
            OrganisationsInMemory.nothing(Audit.class),
            clock,
            TokenEvents.NONE);
    return OrganisationIssuer.of(
        OrganisationIssuer.TEMPLATE, org, keys, Optional.of(revocations), issuance, clock);
  }

  private KeyReading reading(Region region, KeyRole role) {
    meet(region);
    return away && region.equals(US)
        ? new KeyReading.Failed(
            new KeyFault(role, "", KeyFault.Cause.UNREACHABLE, "it cannot be read", "wait"))
        : new KeyReading.Good(
            Keys.key(role, 1, 0, clock.instant(), Instant.parse("2025-10-01T00:00:00Z")));
  }

  private void meet(Region region) {
    if (silent && region.equals(US)) {
      try {
        answered.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The revoked grants of an organisation in one region: none. */
  private final class Lists implements RevocationStore {
    private final Region region;
    private final String org;

    Lists(Region region, String org) {
      this.region = region;
      this.org = org;
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(5);
    }

    @Override
    public List<String> list(Deadline deadline) throws Fault {
      meet(region);
      if (failing.merge(region + " " + org, -1, Integer::sum) >= 0) {
        throw new Fault("it cannot be listed", "wait", false);
      }
      if (region.equals(EU)) {
        listedAtHome.add(org);
      }
      return List.of();
    }

    @Override
    public void add(String name, Deadline deadline) {}

    @Override
    public void remove(String name) {}
  }

  private void begin() {
    assertTrue(reader.list());
    reader.start();
  }

  /** Else nobody hears of what is revoked at home while another region says nothing. */
  @Test
  void homesListsAreReadHoweverManyReadingsWaitForASilentRegion() {
    silent = true;
    begin();

    orgs.forEach(org -> assertTrue(organisations.use(org).isPresent(), org));

    eventually(
        () -> "%d of %d".formatted(listedAtHome.size(), orgs.size()),
        () -> listedAtHome.size() == orgs.size());
  }

  /** Else a few that are asked for first would keep all others' keys from being read. */
  @Test
  void aFirstReadingThatWaitsForARegionHoldsUpNoOther() {
    silent = true;
    Organisation first = new Organisation("o00001", issuer("o00001"), clock);

    first.read(new BesideReadings(9, Duration.ofDays(1)));

    assertFalse(first.firstReading().isDone());
    assertFalse(first.issuer().keys().home().ring().keys().isEmpty());
    answered.countDown();
    eventually("the first reading", () -> first.firstReading().isDone());
  }

  /** Else one call in a hundred that fails would refuse grants until the next reading. */
  @Test
  void aListThatWasNeverReadIsTriedAgainSoon() {
    failing.put("eu o00001", 2);
    begin();

    organisations.use("o00001");

    eventually("listed", () -> listedAtHome.contains("o00001"));
  }

  /** Its tokens are still made there, and their keys could not be read again. */
  @Test
  void nothingIsForgottenWhileAnotherRegionIsAway() {
    Organisation acme = new Organisation("acme", issuer("acme"), clock);
    read(acme);
    clock.pass(SELDOM.get(KeyRole.RS256).maxPublishedAge());
    away = true;
    read(acme);
    assertFalse(organisations.drop(acme));

    away = false;
    read(acme);
    assertTrue(organisations.drop(acme));
  }

  @Test
  void whatNobodyKnowsOfAnotherRegionKeepsNoneInUse() {
    away = true;
    Organisation acme = new Organisation("acme", issuer("acme"), clock);
    read(acme);
    clock.pass(SELDOM.get(KeyRole.RS256).maxPublishedAge());

    assertTrue(organisations.drop(acme));
  }

  private static void read(Organisation organisation) {
    organisation.read(new BesideReadings(9, Duration.ofSeconds(1)));
    organisation.issuer().keys().regions().forEach(RegionKeys::refresh);
  }
}
