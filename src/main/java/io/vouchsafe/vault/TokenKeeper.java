package io.vouchsafe.vault;

import io.vouchsafe.base.Deadline;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps a session's token alive on a thread of its own: renews it when that is due, and has a new
 * login replace it ahead of its end when it cannot be renewed any more.
 */
final class TokenKeeper {
  private static final Logger LOG = Logger.getLogger(TokenKeeper.class);

  private final SingleLogin.Means means;
  private final SingleLogin logins;
  private final HeldToken held;
  private final Thread thread;

  TokenKeeper(SingleLogin.Means means, SingleLogin logins, HeldToken held) {
    this.means = Objects.requireNonNull(means, "means");
    this.logins = Objects.requireNonNull(logins, "logins");
    this.held = Objects.requireNonNull(held, "held");
    this.thread = Thread.ofVirtual().name("vault-token-keeper").unstarted(this::keep);
  }

  void start() {
    thread.start();
  }

  private void keep() {
    try {
      Optional<ClientToken> due = held.awaitDue();
      while (due.isPresent()) {
        renewOrReplace(due.get());
        due = held.awaitDue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void renewOrReplace(ClientToken token) {
    try {
      if (!token.renewable() || !renew(token)) {
        VaultHttp.await(logins.underWay(), Deadline.in(means.timeout().plusSeconds(1)));
      }
    } catch (VaultFailure failure) {
      LOG.debugf("the Vault token was not renewed: %s", failure.getMessage());
      held.putOff(logins.pauseOfRenewal());
    } catch (RuntimeException e) {
      LOG.warnf("the Vault token was not renewed (%s)", e.getClass().getSimpleName());
      held.putOff(logins.pauseOfRenewal());
    }
  }

  /** Renews (Vault API, {@code /auth/token/renew-self}); false if a new login is better. */
  private boolean renew(ClientToken token) {
    Instant askedAt = means.clock().instant();
    VaultAnswer answer =
        means
            .vault()
            .post(
                VaultOperation.RENEW,
                "auth/token/renew-self",
                Map.of(),
                token.value(),
                Deadline.in(means.timeout()));
    boolean refusedForGood = answer.status() == 400 || answer.forbidden();
    if (!answer.good() && !refusedForGood) {
      throw answer.failure();
    }
    ClientToken renewed =
        answer.good() ? token.renewed(answer.object("auth"), askedAt) : token.notRenewable();
    held.renewed(renewed);
    return !means.login().repeatable() || (answer.good() && !renewed.nearItsMaximum());
  }

  void stop() {
    thread.interrupt();
  }
}
