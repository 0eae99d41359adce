package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingSnapshotTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration S = DefaultPolicy.policy().maxPublishedAge();

  private final Map<KeyRole, KeyReading> vault = new EnumMap<>(KeyRole.class);
  private Instant now = START;

  private IssuerKeys keys(KeyRole... roles) {
    Map<KeyRole, KeyPolicy> policies = new EnumMap<>(KeyRole.class);
    for (KeyRole role : roles) {
      policies.put(role, DefaultPolicy.policy());
    }
    return new IssuerKeys(
        role -> vault.getOrDefault(role, unreachable(role)),
        policies,
        () -> now,
        new SilentKeyEvents());
  }

  private IssuerKeys keys() {
    return keys(KeyRole.values());
  }

  private static KeyReading unreachable(KeyRole role) {
    return new KeyReading.Failed(
        new KeyFault(role, role.keyName("test"), KeyFault.Cause.UNREACHABLE, "no answer", "wait"));
  }

  private void good(SigningKey key) {
    vault.put(key.role(), new KeyReading.Good(key));
  }

  private IssuerKeys read() {
    IssuerKeys read = keys();
    for (KeyRole role : KeyRole.values()) {
      good(Keys.key(role, 1, 0, now, START));
    }
    assertTrue(read.refresh());
    vault.clear();
    return read;
  }

  private IssuerKeys restored(RingSnapshot snapshot) {
    IssuerKeys restored = keys();
    restored.restore(snapshot);
    return restored;
  }

  private static String jwks(IssuerKeys keys, Instant at) {
    return JwkSet.of(keys, List.of(), at).json();
  }

  /** Keys with up to five versions, at random times of which some are over and some ahead. */
  private SigningKey someKey(KeyRole role, Random random) {
    List<Instant> created = new ArrayList<>();
    Instant at = now.minus(Duration.ofDays(20));
    for (int i = random.nextInt(5); i >= 0; i--) {
      at = at.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 5)));
      created.add(at);
    }
    int first = 1 + random.nextInt(3);
    int minimum = random.nextInt(first + created.size());
    SigningKey key = Keys.key(role, first, minimum, now, created.toArray(Instant[]::new));
    return new SigningKey(
        role,
        key.name(),
        key.versions(),
        minimum,
        new KeyTraits(
            false, random.nextBoolean(), random.nextBoolean(), Duration.ofHours(1), true, false),
        now.minusSeconds(random.nextInt(60)));
  }

  @Test
  void publishesWhatTheRingWouldHavePublishedAtEveryLaterInstant() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      now = START;
      IssuerKeys written = keys();
      for (KeyRole role : KeyRole.values()) {
        good(someKey(role, random));
      }
      assertTrue(written.refresh());
      vault.clear();
      RingSnapshot snapshot = new RingSnapshot(written.home().publishedRing());

      now = START.plusSeconds(random.nextLong(S.toSeconds() - 60));
      IssuerKeys restored = restored(snapshot);

      for (int look = 0; look < 20; look++) {
        assertEquals(jwks(written, now), jwks(restored, now), "seed " + seed + " at " + now);
        assertEquals(
            JwkSet.of(written, List.of(), now).until(),
            JwkSet.of(restored, List.of(), now).until(),
            "seed " + seed + " at " + now);
        assertEquals(written.fresh(), restored.fresh(), "seed " + seed + " at " + now);
        assertEquals(written.publishedAge(), restored.publishedAge());
        now = now.plusSeconds(random.nextInt(60 * 60 * 24));
      }
    }
  }

  @Test
  void holdsNothingOfTheGrantKeyAndNothingThatIsNotPublic() {
    good(Keys.key(KeyRole.GRANT, 3, 4, now, START, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    SigningKey rsa = Keys.key(KeyRole.RS256, 3, 4, now, START, START);
    good(rsa);
    IssuerKeys read = keys();
    assertTrue(read.refresh());

    RingSnapshot snapshot = new RingSnapshot(read.ring());

    assertEquals(Set.of(KeyRole.RS256, KeyRole.ES256), snapshot.ring().keys().keySet());
    assertEquals(
        RingSnapshot.key(KeyRole.RS256, rsa.name(), rsa.versions(), rsa.readAt()),
        snapshot.ring().key(KeyRole.RS256).orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> new RingSnapshot(KeyRing.EMPTY));
  }

  @Test
  void aRestoredRingSignsNothingAndChecksNoGrant() {
    IssuerKeys restored = restored(new RingSnapshot(read().ring()));

    assertTrue(restored.publishable());
    assertTrue(restored.fresh());
    assertTrue(restored.restored());
    assertEquals(KeyRing.EMPTY, restored.ring());
    for (KeyRole role : KeyRole.values()) {
      assertInstanceOf(SigningChoice.Unavailable.class, restored.signing(role));
      assertEquals(Optional.empty(), restored.life(role));
    }
    assertFalse(restored.refresh());
    assertInstanceOf(SigningChoice.Unavailable.class, restored.signing(KeyRole.RS256));
    assertTrue(restored.restored());
  }

  @Test
  void aRestoredRingThatGetsTooOldIsServedAndDoesNotCountAsGood() {
    IssuerKeys restored = restored(new RingSnapshot(read().ring()));
    now = START.plus(S);
    assertTrue(restored.fresh());
    now = now.plusMillis(1);
    assertFalse(restored.fresh());
    assertTrue(restored.publishable());
  }

  @Test
  void aReadingWinsWhateverTheSnapshotSaid() {
    IssuerKeys before = keys();
    good(Keys.key(KeyRole.RS256, 1, 0, now, START, START));
    good(Keys.key(KeyRole.ES256, 1, 0, now, START));
    good(Keys.key(KeyRole.GRANT, 1, 0, now, START));
    assertTrue(before.refresh());
    vault.clear();
    IssuerKeys restored = restored(new RingSnapshot(before.ring()));
    assertEquals(2, restored.published(KeyRole.RS256, now).size());

    SigningKey fewer = Keys.key(KeyRole.RS256, 1, 0, now, START);
    good(fewer);
    assertFalse(restored.refresh());

    assertEquals(fewer.versions(), restored.published(KeyRole.RS256, now));
    assertEquals(1, restored.published(KeyRole.ES256, now).size());
    assertTrue(restored.restored());

    SigningKey other = Keys.key(KeyRole.ES256, 7, 0, now, START);
    good(other);
    good(Keys.key(KeyRole.GRANT, 1, 0, now, START));
    assertTrue(restored.refresh());

    assertEquals(other.versions(), restored.published(KeyRole.ES256, now));
    assertFalse(restored.restored());
    assertInstanceOf(SigningChoice.Ready.class, restored.signing(KeyRole.RS256));
  }

  @Test
  void whatIsTooOldInTheFutureOrOfOtherKeysIsNotRestored() {
    RingSnapshot snapshot = new RingSnapshot(read().ring());
    IssuerKeys restored = keys();

    now = START.plus(S).plusMillis(1);
    refused(restored, snapshot, "longer ago");
    now = START.minus(DefaultPolicy.policy().clockError()).minusMillis(1);
    refused(restored, snapshot, "in the future");
    now = START;
    refused(keys(KeyRole.RS256, KeyRole.GRANT), snapshot, "algorithms");
    assertFalse(restored.publishable());

    RingSnapshot half =
        new RingSnapshot(
            new KeyRing(Map.of(KeyRole.RS256, snapshot.ring().keys().get(KeyRole.RS256))));
    refused(restored, half, "algorithms");
  }

  @Test
  void oneKeyThatIsTooOldIsEnough() {
    KeyRing ring = read().ring();
    now = START.plus(S).plusMillis(1);
    RingSnapshot mixed = new RingSnapshot(ring.with(Keys.key(KeyRole.ES256, 1, 0, now, START)));
    refused(keys(), mixed, "longer ago");
    assertEquals(START, mixed.readAt());
  }

  private static void refused(IssuerKeys keys, RingSnapshot snapshot, String why) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> keys.restore(snapshot)).getMessage();
    assertTrue(said.contains(why), said);
    assertFalse(keys.publishable());
  }

  @Test
  void theSameKeysReadAtAnotherTimeAreTheSameKeys() {
    RingSnapshot one = new RingSnapshot(read().ring());
    now = now.plusSeconds(30);
    RingSnapshot later = new RingSnapshot(read().ring());
    RingSnapshot rotated =
        new RingSnapshot(read().ring().with(Keys.key(KeyRole.ES256, 1, 0, now, START, now)));

    assertTrue(one.sameKeys(later));
    assertFalse(one.equals(later));
    assertFalse(one.sameKeys(rotated));
  }
}
