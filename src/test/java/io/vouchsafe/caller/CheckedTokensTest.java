package io.vouchsafe.caller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.proof.SignatureChecks;
import io.vouchsafe.testing.Expect;
import io.vouchsafe.token.Problem;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two organisations that remember checked tokens together, and would even have the same keys. */
class CheckedTokensTest extends BrokersGrants {
  private final CheckedTokens shared = new CheckedTokens();
  private Grants one;
  private Grants second;

  @BeforeEach
  void share() {
    one = sharing(OneIssuer.URL);
    second = sharing(OneIssuer.URL + "/other");
  }

  private Grants sharing(String url) {
    return new Grants(
        url,
        issuer.keys,
        name -> Optional.ofNullable(issuer.brokers.get(name)),
        Optional.empty(),
        issuer.policy,
        issuer.issuance,
        shared,
        issuer.clock);
  }

  @Test
  void aGrantThatOneCheckedIsUnknownToTheOther() {
    String grant = grant();
    ByteBuffer digest = Grants.sha256(grant);
    one.check(grant);

    assertTrue(one.known(digest).isPresent());
    assertEquals(Optional.empty(), second.known(digest));
    Expect.refused("another issuer", () -> second.check(grant));
    assertTrue(one.known(digest).isPresent());
  }

  @Test
  void whatWasForgedAtOneIsNoForgeryAtTheOther() {
    ByteBuffer digest = Grants.sha256("token");
    Problem forgery = Problem.of(Problem.Kind.INVALID_CREDENTIALS, "it does not verify");
    SignatureChecks checks = BooleanSupplier::getAsBoolean;
    assertThrows(
        Problem.class,
        () ->
            one.forgeries()
                .watch(
                    one.token(digest),
                    checks,
                    watched -> {
                      watched.run(() -> false);
                      throw forgery;
                    }));

    assertThrows(Problem.class, () -> one.forgeries().refuse(one.token(digest)));
    second.forgeries().refuse(second.token(digest));
  }
}
