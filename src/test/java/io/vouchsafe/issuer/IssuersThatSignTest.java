package io.vouchsafe.issuer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A key by which anybody may ask whether a Vault signs, whatever issuers there are. */
class IssuersThatSignTest {
  private final OrganisationsInMemory bed = new OrganisationsInMemory();

  @AfterEach
  void close() {
    bed.close();
  }

  private static Optional<KeyRole> keyOf(Issuers issuers) {
    return issuers
        .signingIn(Region.HOME)
        .findFirst()
        .map(SigningChoice.Ready::key)
        .map(key -> key.role());
  }

  private Issuers template() {
    return new Issuers(List.of(), List.of(bed.organisations));
  }

  @Test
  void anIssuerWithoutAnEs256KeySignsWithItsGrantKey() {
    bed.make("acme");
    Issuer configured = bed.unused("acme");
    Issuers issuers = new Issuers(List.of(configured));
    assertEquals(Optional.empty(), keyOf(issuers));

    configured.keys().refresh();

    assertEquals(Optional.of(KeyRole.GRANT), keyOf(issuers));
  }

  @Test
  void anOrganisationInUseSignsWhereThereIsNothingButItsTemplate() {
    bed.make("acme");
    bed.reader.list();
    assertEquals(Optional.empty(), keyOf(template()));

    bed.organisations.use("acme").orElseThrow().issuer().keys().refresh();

    assertEquals(Optional.of(KeyRole.GRANT), keyOf(template()));
  }

  @Test
  void anOrganisationThatIsGoneSignsNothing() {
    bed.make("acme");
    bed.reader.list();
    bed.organisations.use("acme").orElseThrow().issuer().keys().refresh();
    bed.delete("acme");
    bed.reader.list();

    assertEquals(Optional.empty(), keyOf(template()));
  }
}
