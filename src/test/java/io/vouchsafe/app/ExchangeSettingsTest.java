package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.BROKER;
import static io.vouchsafe.testing.StartSettings.EXCHANGE;
import static io.vouchsafe.testing.StartSettings.ISSUER;
import static io.vouchsafe.testing.StartSettings.JOBS;
import static io.vouchsafe.testing.StartSettings.TRUSTED;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.config.ConfigFault;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of an exchange's settings stops the start, with the setting and the reason. */
class ExchangeSettingsTest extends JudgedStart {
  @BeforeEach
  void takeAnExchange() {
    settings.exchanging(folder);
  }

  private void assertStarts() {
    assertDoesNotThrow(() -> check());
  }

  private void assertFault(String property, String reason) {
    List<ConfigFault> faults = faults();

    assertEquals(List.of(property), faults.stream().map(ConfigFault::property).toList());
    String said = faults.getFirst().message();
    assertTrue(said.contains(reason), said);
  }

  @Test
  void anIssuerMayHaveBothOrExchangesAlone() {
    assertStarts();
    settings.without(BROKER).without(TRUSTED);
    assertStarts();
  }

  @Test
  void theAudienceOfABrokersProofsIsNotForSubjectTokens() {
    settings.with(JOBS + "audience", "vouchsafe");

    assertFault(EXCHANGE + "trusted-issuer", "is jobs, whose audience is that of the proofs of");
  }

  @Test
  void aTrustedIssuerOfABrokerIsNotOneOfAnExchange() {
    settings.with(EXCHANGE + "trusted-issuer", "control").without(JOBS);

    assertFault(EXCHANGE + "trusted-issuer", "is control, whose audience");
  }

  @Test
  void norIsTheAudienceOfABrokerOfAnotherIssuerOfOurs() {
    String second = ISSUER.replace("default", "second");
    settings
        .with(second + "issuer", "https://id.example.com/second")
        .with(second + "key-prefix", "second");
    for (var setting : List.copyOf(settings.properties().entrySet())) {
      for (String group : List.of(TRUSTED, BROKER)) {
        if (setting.getKey().startsWith(group)) {
          settings.with(
              setting.getKey().replace(ISSUER, second),
              setting.getKey().endsWith("audience")
                  ? "https://id.example.com/token"
                  : setting.getValue());
        }
      }
    }

    assertFault(EXCHANGE + "trusted-issuer", "is jobs, whose audience is that of the proofs of");
  }

  @Test
  void anIssuerOfOursIsNoTrustedIssuerOfAnExchange() {
    settings.with(JOBS + "issuer", "https://id.example.com");

    assertFault(EXCHANGE + "trusted-issuer", "is jobs, which is an issuer of ours");
  }

  @Test
  void theTrustedIssuerHasToBeThere() {
    settings.with(EXCHANGE + "trusted-issuer", "nobody");

    assertFault(EXCHANGE + "trusted-issuer", "is nobody, which is not configured");
  }

  @Test
  void everySubjectOfATrustedIssuerIsNoCondition() {
    settings.without(EXCHANGE + "claims.repository_owner").with(EXCHANGE + "attributes.org", "a");

    assertFault(EXCHANGE + "claims", "has no condition");
  }

  @Test
  void aClaimThatBecomesAnAttributeNeedsARule() {
    settings.without(EXCHANGE + "claims.repository_id");

    assertFault(EXCHANGE + "attributes.app", "takes repository_id, for which claims has no rule");
  }

  @Test
  void anExchangeThatDoesNotFillTheSubjectComesToNothing() {
    settings.without(EXCHANGE + "attributes.app");

    assertFault(EXCHANGE + "attributes", "does not say what becomes of app");
  }

  @Test
  void whatIsRequiredIsRequired() {
    settings.without(EXCHANGE + "audiences");
    assertFault(EXCHANGE + "audiences", "is required");
  }

  @Test
  void twoThatOneTokenCouldBeForAreOneFault() {
    String other = EXCHANGE.replace("exchanges.jobs", "exchanges.other");
    for (var setting : List.copyOf(settings.properties().entrySet())) {
      if (setting.getKey().startsWith(EXCHANGE)) {
        settings.with(setting.getKey().replace(EXCHANGE, other), setting.getValue());
      }
    }
    assertFault(ISSUER + "exchanges", "the exchanges jobs and other could both take one token");

    settings.with(other + "claims.repository_owner", "other");
    assertStarts();
  }

  @Test
  void aFaultOfItsTrustedIssuerIsNoFaultOfIts() {
    settings.with(JOBS + "max-life", "25h");

    assertFault(JOBS + "max-life", "max-life must be");
  }
}
