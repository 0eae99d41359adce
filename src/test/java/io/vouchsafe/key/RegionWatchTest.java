package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What is told of young keys in two regions, whichever is read first. */
class RegionWatchTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Region EU = new Region("eu");
  private static final Region US = new Region("us");
  private static final KeyPolicy POLICY = DefaultPolicy.policy();

  private final Map<Region, KeyReading> vaults = new ConcurrentHashMap<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private Runnable beforeWaits = () -> {};
  private Instant now = START;
  private final IssuerKeys keys =
      new IssuerKeys(List.of(source(EU), source(US)), Map.of(KeyRole.RS256, POLICY), () -> now);

  private RegionSource source(Region region) {
    return new RegionSource(
        region,
        role -> vaults.get(region),
        new KeyEvents() {
          @Override
          public void maySign(SigningKey key) {
            beforeWaits.run();
          }

          @Override
          public void waits(SigningKey key, SigningChoice.NotBefore until) {
            told.add(region + " " + until.why());
          }

          @Override
          public void turned(KeyTurn turn, SigningKey key, KeyVersion version) {
            told.add(region + " " + turn);
          }
        });
  }

  private void has(Region region, Instant created) {
    KeyVersion version =
        KeyVersion.of(
            1,
            created,
            Keys.pair(SigningAlgorithm.RS256, region.equals(EU) ? 1 : 11).getPublic(),
            SigningAlgorithm.RS256);
    vaults.put(
        region,
        new KeyReading.Good(
            new SigningKey(KeyRole.RS256, "test-rs256", List.of(version), 0, KeyTraits.SAFE, now)));
  }

  private void away(Region region) {
    vaults.put(region, KeysInMemory.unreachable(KeyRole.RS256));
  }

  private void read(Region region) {
    keys.in(region).refresh();
  }

  @Test
  void foundingKeysOfAStartAreNothingToTellInWhateverOrderTheyAreRead() {
    has(EU, START);
    has(US, START);
    read(US);
    read(EU);
    read(US);
    assertInstanceOf(SigningChoice.Ready.class, keys.signing(KeyRole.RS256));
    assertEquals(List.of(), told);
  }

  /** Both begin at a start, each on a thread of its own. */
  @Test
  void aRegionIsNotSaidToBeUnreadWhenItWasReadJustNow() throws InterruptedException {
    has(EU, START);
    has(US, START);
    Thread other = new Thread(() -> read(US));
    beforeWaits =
        () -> {
          beforeWaits = () -> {};
          other.start();
          while (keys.in(US).ring().keys().isEmpty()) {
            Thread.onSpinWait();
          }
        };
    read(EU);
    other.join();
    assertEquals(List.of(), told);
  }

  @Test
  void theReadingThatSettlesWhatAKeyMayDoTellsItOfEveryRegion() {
    has(EU, START);
    has(US, START.minus(POLICY.announceFor()));
    read(EU);
    read(US);
    assertEquals(List.of("eu is of a region that is new beside others"), told);
  }

  @Test
  void aKeyThatWaitedForARegionInVainIsSaidToSignWhenThatIsRead() {
    has(EU, START);
    away(US);
    read(EU);
    read(US);
    now = now.plus(POLICY.patience());
    has(EU, START);
    read(EU);
    assertEquals(1, told.size(), told::toString);

    has(US, START);
    read(US);
    assertEquals("eu BEGAN_TO_SIGN", told.getLast());
    assertEquals(2, told.size(), told::toString);
  }

  /** It is waited for while others' readings go on. */
  @Test
  void aRegionThatComesLateInItsPatienceIsNothingToTell() {
    has(EU, START);
    away(US);
    read(EU);
    read(US);
    now = now.plus(POLICY.patience().minus(Duration.ofMillis(1)));
    has(EU, START);
    read(EU);
    has(US, START);
    read(US);
    read(EU);
    assertEquals(List.of(), told);
  }
}
