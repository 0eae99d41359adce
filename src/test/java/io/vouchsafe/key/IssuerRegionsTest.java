package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One issuer with an RS256 key in each of two regions. */
class IssuerRegionsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Region EU = new Region("eu");
  private static final Region US = new Region("us");
  private static final KeyPolicy POLICY = DefaultPolicy.policy();

  private final Map<Region, KeyReading> vaults = new HashMap<>();
  private Instant now = START;
  private final IssuerKeys keys =
      new IssuerKeys(List.of(source(EU), source(US)), Map.of(KeyRole.RS256, POLICY), () -> now);

  private RegionSource source(Region region) {
    return new RegionSource(region, role -> vaults.get(region), new SilentKeyEvents());
  }

  /** The same issuer, which adds when the keys of home are said to wait. */
  private IssuerKeys telling(List<Instant> waits) {
    KeyEvents events =
        new KeyEvents() {
          @Override
          public void waits(SigningKey key, SigningChoice.NotBefore until) {
            waits.add(until.instant());
          }
        };
    return new IssuerKeys(
        List.of(new RegionSource(EU, role -> vaults.get(EU), events), source(US)),
        Map.of(KeyRole.RS256, POLICY),
        () -> now);
  }

  private void away(Region region) {
    vaults.put(region, KeysInMemory.unreachable(KeyRole.RS256));
  }

  /** Each region's versions have key pairs of their own. */
  private void has(Region region, Instant... created) {
    List<KeyVersion> versions = new ArrayList<>();
    for (Instant at : created) {
      int number = versions.size() + 1;
      int pair = region.equals(EU) ? number : 10 + number;
      versions.add(
          KeyVersion.of(
              number,
              at,
              Keys.pair(SigningAlgorithm.RS256, pair).getPublic(),
              SigningAlgorithm.RS256));
    }
    vaults.put(
        region,
        new KeyReading.Good(
            new SigningKey(KeyRole.RS256, "test-rs256", versions, 0, KeyTraits.SAFE, now)));
  }

  private void refresh() {
    keys.regions().forEach(RegionKeys::refresh);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private Set<Region> published() {
    String jwks = JwkSet.of(keys, List.of(), now).json();
    return keys.regions().stream()
        .filter(
            region ->
                region.ring().keys().values().stream()
                    .anyMatch(key -> jwks.contains(key.newest().kid().value())))
        .map(RegionKeys::region)
        .collect(Collectors.toSet());
  }

  @Test
  void theJwksHasTheKeysOfAllAndKeepsThoseOfARegionThatIsAway() {
    has(EU, START);
    has(US, START);
    refresh();
    assertEquals(Set.of(EU, US), published());

    away(US);
    later(Duration.ofDays(3));
    has(EU, START);
    refresh();
    assertEquals(Set.of(EU, US), published());
    assertFalse(keys.fresh());
    assertTrue(keys.home().fresh());
  }

  @Test
  void aRegionThatWasNotReadIsWaitedForAndLeftOutThen() {
    has(EU, START);
    away(US);
    refresh();
    assertFalse(keys.publishable());

    later(POLICY.patience().minusMillis(1));
    refresh();
    assertFalse(keys.publishable());

    later(Duration.ofMillis(1));
    refresh();
    assertEquals(Set.of(EU), published());
    assertFalse(keys.fresh());

    has(US, START);
    refresh();
    assertEquals(Set.of(EU, US), published());
  }

  @Test
  void nothingIsServedWithoutHomesKeys() {
    away(EU);
    has(US, START);
    refresh();
    later(POLICY.patience().multipliedBy(2));
    refresh();
    assertFalse(keys.publishable());
  }

  @Test
  void aKeyIsFoundingOnlyWhereAllRegionsWereReadAndNoneIsOlder() {
    has(EU, START);
    away(US);
    refresh();
    SigningChoice.NotBefore waits =
        assertInstanceOf(SigningChoice.NotBefore.class, keys.signing(KeyRole.RS256));
    assertEquals(List.of(US), waits.unread());
    assertEquals(
        "waits: the keys of region us have not all been read yet, so it cannot be told whether this"
            + " one may sign at once",
        waits.why());

    has(US, START.plus(POLICY.clockError()).minusMillis(1));
    refresh();
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
    assertInstanceOf(SigningChoice.Ready.class, keys.in(US).signing(KeyRole.RS256));
  }

  /** Else every start beside a young issuer would warn of keys that sign a moment later. */
  @Test
  void aKeyIsSaidToWaitOnlyWhenTheOtherRegionsWereReadOrWaitedFor() {
    List<Instant> waits = new ArrayList<>();
    IssuerKeys told = telling(waits);
    has(EU, START);
    has(US, START.minus(POLICY.announceFor()));

    told.refresh();
    assertEquals(List.of(), waits);
    told.in(US).refresh();
    assertEquals(List.of(START.plus(POLICY.announceFor())), waits);
  }

  @Test
  void aKeyIsSaidToWaitForARegionThatCannotBeReadOnceThatLasts() {
    List<Instant> waits = new ArrayList<>();
    IssuerKeys told = telling(waits);
    has(EU, START);
    away(US);

    told.regions().forEach(RegionKeys::refresh);
    assertEquals(List.of(), waits);
    later(POLICY.patience());
    told.regions().forEach(RegionKeys::refresh);
    assertEquals(1, waits.size());
  }

  @Test
  void aNewRegionsKeyWaitsAndTheOldOnesSignsForIt() {
    later(Duration.ofDays(9));
    has(EU, now);
    has(US, START);
    refresh();
    assertEquals(
        new SigningChoice.NotBefore(now.plus(POLICY.announceFor()), true, List.of(), true),
        keys.signing(KeyRole.RS256, List.of(EU)));
    assertEquals(US, ready(List.of(EU, US)).region());
  }

  @Test
  void theFirstRegionOfTheOrderWhoseKeyMaySignDoes() {
    has(EU, START);
    has(US, START);
    refresh();
    assertEquals(EU, ready(List.of(EU, US)).region());
    assertEquals(US, ready(List.of(US, EU)).region());

    later(POLICY.maxRingAge().plusMillis(1));
    has(US, START);
    away(EU);
    refresh();
    assertEquals(US, ready(List.of(EU, US)).region());
  }

  @Test
  void whereNoneMaySignTheFirstOneSaysWhy() {
    has(EU, START);
    has(US, START);
    refresh();
    later(POLICY.maxRingAge().plusMillis(1));
    assertInstanceOf(SigningChoice.Unavailable.class, keys.signing(KeyRole.RS256, List.of(EU, US)));
  }

  private SigningChoice.Ready ready(List<Region> order) {
    return assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256, order));
  }

  @Test
  void aVersionThatIsAnnouncedInAnotherRegionDoesNotSignThere() {
    has(EU, START);
    later(Duration.ofDays(1));
    has(US, START, now.minusSeconds(60));
    refresh();
    assertEquals(1, ready(List.of(US)).version().number());
  }

  @Test
  void anotherRegionsReadingCountsInTheAgeOfTheJwks() {
    has(EU, START);
    has(US, START);
    refresh();
    later(POLICY.maxPublishedAge());
    has(EU, START);
    away(US);
    refresh();
    assertTrue(keys.fresh());
    assertEquals(POLICY.maxPublishedAge(), keys.publishedAge().orElseThrow());

    later(Duration.ofMillis(1));
    assertFalse(keys.fresh());
  }

  @Test
  void aSnapshotOfAnotherRegionCarriesItsKeysOverARestart() {
    has(EU, START);
    has(US, START);
    refresh();
    RingSnapshot kept = new RingSnapshot(keys.in(US).ring());
    later(POLICY.maxPublishedAge());
    IssuerKeys restarted =
        new IssuerKeys(List.of(source(EU), source(US)), Map.of(KeyRole.RS256, POLICY), () -> now);
    restarted.in(US).restore(kept);
    has(EU, START);
    restarted.refresh();
    away(US);
    restarted.in(US).refresh();
    assertTrue(restarted.publishable());
    assertTrue(restarted.fresh());
    assertInstanceOf(SigningChoice.Unavailable.class, restarted.in(US).signing(KeyRole.RS256));
  }
}
