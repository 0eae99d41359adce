package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.testing.SilentOutage;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoggedOrganisationKeysTest {
  private static final String KEY = "org-beta-rs256";

  private final Outage vault = SilentOutage.create();
  private final LoggedKeyEvents logged =
      new LoggedKeyEvents("org/beta", SetupCommand.of("transit"), vault);
  private final KeyEvents home = LoggedOrganisationKeys.ofHome(logged, vault);

  private static KeyFault fault(KeyFault.Cause cause) {
    return new KeyFault(KeyRole.RS256, KEY, cause, "it cannot be read", "wait");
  }

  @Test
  void aKeyThatIsMissingAtHomeIsNoOutage() {
    home.readingFailed(fault(KeyFault.Cause.UNREACHABLE));
    assertEquals(Set.of("reading " + KEY), vault.failing());

    home.readingFailed(fault(KeyFault.Cause.MISSING));

    assertEquals(Set.of(), vault.failing());
  }

  @Test
  void aKeyThatIsMissingInAnotherRegionIsOneUntilTheOrganisationIsGone() {
    KeyEvents other = LoggedOrganisationKeys.ofOther(logged, vault);
    other.readingFailed(fault(KeyFault.Cause.MISSING));
    assertEquals(Set.of("reading " + KEY), vault.failing());

    other.listed(false);

    assertEquals(Set.of(), vault.failing());
  }

  @Test
  void nothingFailsWithKeysThatAreGoneUntilTheyAreBack() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    home.readingFailed(fault(KeyFault.Cause.UNREACHABLE));
    home.listed(false);
    assertEquals(Set.of(), vault.failing());
    home.readingFailed(fault(KeyFault.Cause.UNREACHABLE));
    home.signsNothing(
        Keys.key(KeyRole.RS256, 1, 0, now, now),
        new SigningChoice.Unavailable(SigningChoice.Why.CLOCK, "the clock is off"));
    assertEquals(Set.of(), vault.failing());

    home.listed(true);
    home.readingFailed(fault(KeyFault.Cause.UNREACHABLE));
    assertEquals(Set.of("reading " + KEY), vault.failing());
  }
}
