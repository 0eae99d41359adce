package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.Region;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedIssuers;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What a simulation needs of grants and their revocation beyond what the service calls. */
public final class SimulatedCaller {
  public static final String ISSUER = "https://id.example";

  private SimulatedCaller() {}

  /** As an instance has them, but for who waits. */
  public static Revocations revocations(
      List<RevocationSource> sources,
      KeyPolicy keyPolicy,
      Audit audit,
      InstantSource clock,
      Consumer<Duration> wait) {
    return new Revocations(ISSUER, sources, keyPolicy, audit, clock, wait);
  }

  public static RevocationSource source(Region region, RevocationStore store) {
    return new RevocationSource(region, store, RevocationEvents.NONE);
  }

  /** Checks a grant as the front door does. */
  public static void check(Grants grants, String jwt) {
    if (grants.known(Grants.sha256(jwt)).isEmpty()) {
      grants.check(jwt);
    }
  }

  /** A broker that may grant anything for jobs, for up to seven days. */
  public static Broker broker(String name) {
    return Broker.of(
        name,
        TrustedIssuers.standard(
            name,
            new TrustedIssuer.Identity.Issuer("https://" + name + ".example"),
            "vouchsafe",
            new TrustedIssuer.KeySource.OfFile(Path.of("unused")),
            Optional.empty(),
            Optional.empty()),
        List.of("broker:" + name),
        Map.of("job", List.of("*")),
        List.of("*"),
        Duration.ofHours(1),
        Broker.LONGEST_EXPIRES_IN);
  }

  /** Has {@code broker} make a grant for a job. */
  public static IssuedGrant issue(Grants grants, Broker broker, String job, Duration expiresIn) {
    return grants.issue(
        broker,
        new GrantRequest(
            Workload.of(Map.of("job", new AttributeValue.Text(job))),
            List.of("*"),
            Optional.empty(),
            Optional.of(expiresIn)),
        Deadline.in(Duration.ofHours(1)));
  }

  /** The name under which an instance whose clock says {@code now} keeps it. */
  public static String nameOfGrant(KeyPolicy policy, String broker, String id, Instant now) {
    return name(
        policy, RevocationEntry.Scope.ofGrant(ISSUER, broker, id), RevocationEntry.ALL, now);
  }

  /** The same of all grants of a workload that were made at {@code until} or before. */
  public static String nameOfSubject(
      KeyPolicy policy, String broker, String sub, Instant until, Instant now) {
    return name(policy, RevocationEntry.Scope.ofSubject(ISSUER, broker, sub), until, now);
  }

  private static String name(
      KeyPolicy policy, RevocationEntry.Scope scope, Instant until, Instant now) {
    return new RevocationEntry(RevocationEntry.expiry(now, policy.clockError()), scope, until)
        .name();
  }

  /** Whether the entry of this name revokes a grant, or would but for when it was made. */
  public static boolean revokes(
      String name, String broker, String id, String sub, Optional<Instant> issuedAt) {
    RevocationEntry entry = RevocationEntry.parse(name).orElseThrow();
    return (entry.scope().equals(RevocationEntry.Scope.ofGrant(ISSUER, broker, id))
            || entry.scope().equals(RevocationEntry.Scope.ofSubject(ISSUER, broker, sub)))
        && issuedAt.filter(entry.until()::isBefore).isEmpty();
  }
}
