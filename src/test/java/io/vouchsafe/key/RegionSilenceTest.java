package io.vouchsafe.key;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Else each organisation would wait anew for a region that is known to be away. */
class RegionSilenceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final KeyPolicy POLICY = DefaultPolicy.policy();
  private static final Region US = new Region("us");

  private final RegionSilence silence = new RegionSilence();
  private boolean away = true;
  private Instant now = START;

  private KeyReading good() {
    return new KeyReading.Good(Keys.key(KeyRole.RS256, 1, 0, now, START));
  }

  private IssuerKeys issuer() {
    return new IssuerKeys(
        List.of(
            new RegionSource(Region.HOME, role -> good(), new SilentKeyEvents()),
            new RegionSource(
                US,
                role -> away ? KeysInMemory.unreachable(role) : good(),
                new SilentKeyEvents(),
                silence)),
        Map.of(KeyRole.RS256, POLICY),
        () -> now);
  }

  private IssuerKeys read() {
    IssuerKeys keys = issuer();
    keys.regions().forEach(RegionKeys::refresh);
    return keys;
  }

  @Test
  void anotherIssuerDoesNotWaitForARegionThatWasWaitedForInVain() {
    IssuerKeys first = read();
    now = now.plus(POLICY.patience());
    assertTrue(read().publishable());

    away = false;
    first.regions().forEach(RegionKeys::refresh);
    away = true;
    assertFalse(read().publishable(), "it was there since, so it may come back");
  }

  /** There may be no room to read a region that says nothing for every organisation. */
  @Test
  void aReadingThatIsLeftOutWaitsNoLongerThanThoseThatWereInVain() {
    read();
    now = now.plus(POLICY.patience());
    IssuerKeys other = issuer();
    other.refresh();
    assertFalse(other.publishable());

    other.in(US).leftOut();

    assertTrue(other.publishable());
  }
}
