package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.vault.VaultNodes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** By which keys a Vault that is taken to be away is asked whether it signs again. */
class CircuitProbeTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofSignerAlone();

  private static IssuerKeys keys;

  private final Circuit home = new Circuit(Circuit.UNHEARD);

  @BeforeAll
  static void read() {
    keys = bed.keys();
  }

  private CircuitProbe probe() {
    home.unanswered(Duration.ZERO);
    assertTrue(home.isOpen());
    return new CircuitProbe(
        new SigningRegions(
            List.of(
                region(Region.HOME, home), region(new Region("us"), new Circuit(Circuit.UNHEARD)))),
        region -> Stream.of(KeyRole.ES256, KeyRole.GRANT, KeyRole.RS256).map(this::ready));
  }

  private SigningChoice.Ready ready(KeyRole role) {
    return (SigningChoice.Ready) keys.signing(role);
  }

  private static SigningRegion region(Region region, Circuit circuit) {
    return new SigningRegion(
        region,
        new SigningLanes(
            bed.vault(),
            VaultFixture.SETTINGS,
            VaultFixture.SIGNING,
            VaultFixture.CLOCK,
            SigningEvents.NONE),
        circuit,
        new SigningProbe(VaultNodes.none(bed.vault()), VaultFixture.SETTINGS));
  }

  /** One issuer's Vault policy may lack what all others' has. */
  @Test
  void aKeyThatVaultRefusesKeepsNoOtherFromBeingAsked() {
    CircuitProbe probe = probe();
    bed.proxy()
        .breaks(
            path -> path.contains("/sign/") && !path.contains("-rs256"),
            Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));

    probe.round();
    probe.round();
    assertTrue(home.isOpen());
    probe.round();

    assertFalse(home.isOpen());
  }

  @Test
  void allAreAskedInTurnForAsLongAsItIsAway() {
    CircuitProbe probe = probe();
    bed.proxy().breaks(SIGNING, Fault.answer(500, "{\"errors\":[\"no\"]}"));
    for (int round = 0; round < 5; round++) {
      probe.round();
    }
    assertTrue(home.isOpen());
    bed.proxy().mend();

    probe.round();

    assertFalse(home.isOpen());
  }
}
