package io.vouchsafe.ops.health;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.OutageLines;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.ops.health.SigningState.Status;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.token.SigningFault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/** An issuer in memory whose keys are watched, and how its Vault answers. */
abstract class SigningBed {
  static final Duration QUIET = Duration.ofSeconds(30);
  static final Duration SECOND = Duration.ofSeconds(1);
  static final String RS256 = "test-rs256";
  static final String ES256 = "test-es256";
  static final SigningFault SEALED =
      new SigningFault("Vault is sealed", "unseal it: vault operator unseal", true);
  static final SigningFault REFUSED =
      new SigningFault("Vault refused with status 400", "check Vault", false);

  final AdjustableClock clock = new AdjustableClock();
  final List<String> probed = new ArrayList<>();
  final List<String> log = new ArrayList<>();
  final Outage vault = OutageLines.of(log, clock);
  final List<SigningWatch.Watched> watched =
      List.of(new SigningWatch.Watched(Region.HOME, this::probe, vault));
  final SigningAttempts attempts = new SigningAttempts(QUIET, clock);
  final Instant created = clock.instant();
  Instant es256Created = created;
  KeyFault.Cause cause = KeyFault.Cause.UNREACHABLE;
  boolean readable = true;
  Optional<SigningFault> answer = Optional.empty();
  Optional<Trouble.Row<SigningFault>> login = Optional.empty();
  Issuer issuer;
  SigningState state;
  SigningWatch watch;

  @BeforeEach
  void start() {
    issuer = OneIssuer.with(this::read, clock);
    state =
        new SigningState(
            new Issuers(List.of(issuer)),
            "transit",
            List::of,
            attempts,
            () -> login,
            Optional::empty,
            any -> Optional.empty(),
            clock);
    watch = new SigningWatch(state, attempts, watched);
  }

  KeyReading read(KeyRole role) {
    return readable
        ? new KeyReading.Good(Keys.key(role, 1, 0, clock.instant(), createdAt(role)))
        : new KeyReading.Failed(
            new KeyFault(role, role.keyName("test"), cause, "no answer", "wait"));
  }

  Instant createdAt(KeyRole role) {
    return role == KeyRole.ES256 ? es256Created : created;
  }

  Optional<SigningFault> probe(SigningChoice.Ready key) {
    probed.add(key.key().name());
    return answer;
  }

  Status status(KeyRole role) {
    return state.of(issuer, role);
  }

  void watches(Duration time) {
    for (Duration left = time; left.isPositive(); left = left.minus(SECOND)) {
      clock.pass(SECOND);
      watch.round();
      OutageLines.check(vault);
    }
  }
}
