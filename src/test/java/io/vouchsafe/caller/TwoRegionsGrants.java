package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;

/**
 * Two regions with revocations of their own, at an instance of one of them. {@link #issuer} is the
 * Vault of the other region, and makes its grants.
 */
abstract class TwoRegionsGrants extends BrokersGrants {
  static final Region EU = new Region("eu");

  final KeptNames there = new KeptNames();
  final KeptNames here = new KeptNames();
  final OneIssuer home = new OneIssuer(EU, issuer);
  final Revocations ofEu = revocations(source(EU, there), source(Region.HOME, here));
  final Revocations revocations = revocations(source(Region.HOME, here), source(EU, there));
  final Grants checking = grants(revocations);

  static RevocationSource source(Region region, RevocationStore store) {
    return new RevocationSource(region, store, RevocationEvents.NONE);
  }

  Revocations revocations(RevocationSource... sources) {
    return new Revocations(
        OneIssuer.URL,
        List.of(sources),
        issuer.keys.policy(KeyRole.GRANT),
        issuer.audit,
        issuer.clock);
  }

  Grants grants(Revocations some) {
    home.revocations = Optional.of(some);
    return home.restarted(broker);
  }

  RegionRevocations eu() {
    return revocations.others().getFirst();
  }

  static Deadline deadline() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  @BeforeEach
  void readAll() {
    home.keys.refresh();
    readOthers();
    List.of(revocations, ofEu)
        .forEach(lists -> lists.regions().forEach(RegionRevocations::refresh));
    here.calls.clear();
    there.calls.clear();
  }

  void readOthers() {
    home.keys.others().forEach(RegionKeys::refresh);
  }

  String ofEu() {
    return issue(broker, request(60, 604_800, AWS)).value();
  }

  IssuedGrant ofHome() {
    return checking.issue(broker, request(60, 604_800, AWS), deadline());
  }
}
