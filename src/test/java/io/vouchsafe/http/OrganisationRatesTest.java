package io.vouchsafe.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vouchsafe.caller.Caller;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one organisation has used up, another one still has. */
class OrganisationRatesTest {
  private static final int RATE = 5;
  private static final int ROOM = 64;
  private static final IssuerTemplate TEMPLATE = OrganisationIssuer.TEMPLATE;
  private static final Map<KeyRole, KeyPolicy> POLICIES = OrganisationIssuer.POLICIES;

  private final AdjustableClock clock = new AdjustableClock();
  private final Issuer greedy = issuer("greedy");
  private final Issuer modest = issuer("modest");

  private Issuer issuer(String org) {
    IssuerKeys keys =
        new IssuerKeys(
            role -> {
              throw new AssertionError("nobody reads keys");
            },
            POLICIES,
            clock,
            new KeyEvents() {});
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

  private Admission admission(long broker, long issuer) {
    return new Admission(
        new HttpSettings(
            new HttpSettings.Bodies(1_000, 4_000, Duration.ofSeconds(1), 1),
            ROOM,
            1,
            1,
            new HttpSettings.Rates(broker, broker, broker, broker, issuer),
            List.of(),
            Duration.ofSeconds(1)),
        limit -> {},
        clock);
  }

  /** The same caller everywhere, such as a broker of all organisations. */
  private static Caller caller(String id) {
    return new Caller.OfExchange(
        new Entitlement(
            Workload.of(Map.of("org", new AttributeValue.Text("any"))),
            AudienceSet.of(List.of("a")),
            Duration.ofMinutes(5),
            id,
            Optional.empty()));
  }

  private static void take(Admission admission, Issuer issuer, String id, int tokens) {
    admission.tokens(issuer, caller(id), Map.of(Lane.RS256, tokens), new Slot());
  }

  @Test
  void theRateOfAnIssuerIsThatOfEachOrganisation() {
    Admission admission = admission(1_000, RATE);
    for (int i = 0; i < RATE; i++) {
      take(admission, greedy, "caller " + i, 1);
    }

    assertThrows(Refused.class, () -> take(admission, greedy, "another", 1));
    assertDoesNotThrow(() -> take(admission, modest, "caller", RATE));
  }

  @Test
  void oneCallerHasItsRateInEachOrganisation() {
    Admission admission = admission(RATE, 1_000);
    take(admission, greedy, "caller", RATE);

    assertThrows(Refused.class, () -> take(admission, greedy, "caller", 1));
    assertDoesNotThrow(() -> take(admission, modest, "caller", RATE));
  }

  /** The room for tokens under way is one, and a caller of one organisation leaves half of it. */
  @Test
  void theRoomIsSharedAndOneCallerLeavesHalfOfIt() {
    Admission admission = admission(1_000, 1_000);
    take(admission, greedy, "caller", ROOM / 2);

    assertThrows(Refused.class, () -> take(admission, greedy, "caller", 1));
    assertDoesNotThrow(() -> take(admission, modest, "caller", 1));
  }
}
