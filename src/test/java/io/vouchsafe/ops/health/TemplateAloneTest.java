package io.vouchsafe.ops.health;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.OrganisationEvents;
import io.vouchsafe.issuer.OrganisationReader;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.health.SigningState.Status;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.OrganisationIssuer;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether a token could be had where there is a template alone, and nobody asked for one. */
class TemplateAloneTest {
  private static final String DENIED = "Vault refuses the token or the request (403)";
  private static final SigningFault SEALED = new SigningFault("Vault is sealed", "unseal it", true);

  private final AdjustableClock clock = new AdjustableClock();
  private volatile Optional<KeyNames.Fault> fault = Optional.empty();
  private volatile int lists;
  private Optional<Trouble.Row<SigningFault>> login = Optional.empty();
  private final Organisations organisations =
      new Organisations(
          OrganisationIssuer.TEMPLATE,
          OrganisationIssuer.POLICIES,
          OrganisationIssuer::unread,
          new OrganisationEvents() {},
          clock);
  private final SigningState state =
      new SigningState(
          new Issuers(List.of(), List.of(organisations)),
          "transit",
          List::of,
          new SigningAttempts(Duration.ofSeconds(30), clock),
          () -> login,
          Optional::empty,
          issuer -> Optional.empty(),
          clock);
  private OrganisationReader reader;

  /** Lists once, and returns when that is done. */
  private void list() {
    int before = lists;
    reader =
        new OrganisationReader(
            List.of(organisations),
            () -> {
              if (fault.isPresent()) {
                throw fault.get();
              }
              return List.of("org-acme-rs256", "org-acme-grant");
            },
            Duration.ofDays(1),
            () -> lists++);
    reader.start();
    eventually("a list", () -> lists > before);
    reader.close();
  }

  @AfterEach
  void close() {
    Optional.ofNullable(reader).ifPresent(OrganisationReader::close);
  }

  private void denied() {
    fault = Optional.of(new KeyNames.Fault(DENIED, "the Vault policy needs list"));
  }

  private boolean signs() {
    return state.signs(organisations, KeyRole.RS256);
  }

  @Test
  void nobodyGetsATokenBeforeTheOrganisationsAreListed() {
    assertFalse(signs());
    Instant since = clock.instant();
    clock.pass(Duration.ofSeconds(9));
    denied();
    list();
    assertFalse(signs());
    assertEquals(
        Optional.of(
            new Status.Fails(
                since,
                "the organisations were not listed yet: " + DENIED,
                "the Vault policy needs list")),
        state.fault(organisations));

    fault = Optional.empty();
    list();
    assertTrue(signs());
    assertEquals(Optional.empty(), state.fault(organisations));
  }

  @Test
  void thoseThatWereListedStayThoughTheNextListFails() {
    list();
    denied();
    list();
    assertTrue(signs());
    assertEquals(Optional.empty(), state.fault(organisations));
  }

  @Test
  void aLoginThatFailsIsWhyWhereNobodyAskedForOne() {
    list();
    login = Optional.of(new Trouble.Row<>(SEALED, clock.instant(), clock.instant()));
    clock.pass(SigningAttempts.CONFIRM);
    assertEquals("Vault is sealed", state.fault(organisations).orElseThrow().cause());
  }
}
