package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.Jitter;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.testing.Expect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;

/** Instances that share a store of revocations. */
abstract class SharedRevocations extends BrokersGrants {
  static final String SUB = "deployment:shop/d-42";

  final KeptNames store = new KeptNames();
  final Instance here = new Instance();
  final Instance there = new Instance();

  /** What one of several processes has. */
  final class Instance {
    final Revocations revocations = revocations(time -> Jitter.pause(time, 1, 1));
    final Grants grants;

    Instance() {
      issuer.revocations = Optional.of(revocations);
      grants = issuer.restarted(broker);
    }
  }

  /** What another process has, of which {@code wait} waits. */
  Revocations revocations(Consumer<Duration> wait) {
    return new Revocations(
        OneIssuer.URL,
        List.of(new RevocationSource(Region.HOME, store, RevocationEvents.NONE)),
        issuer.keys.policy(KeyRole.GRANT),
        issuer.audit,
        issuer.clock,
        wait);
  }

  static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  @BeforeEach
  void readAll() {
    here.revocations.home().refresh();
    there.revocations.home().refresh();
    store.calls.clear();
  }

  IssuedGrant issueHere(GrantRequest request) {
    return here.grants.issue(broker, request, deadline());
  }

  void revoke(IssuedGrant grant) {
    here.revocations.revokeGrant(broker, grant.id(), deadline());
  }

  static void assertRevoked(Instance instance, IssuedGrant grant) {
    Expect.refused("the grant was revoked", () -> instance.grants.check(grant.value()));
  }
}
