package io.vouchsafe.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** A Vault token, how long it lives and how often it may be used. */
final class ClientToken {
  private static final int UNLIMITED = Integer.MAX_VALUE;
  private static final Duration LONGEST = Duration.ofDays(36_500);

  private final String value;
  private final Instant since;
  private final Instant leasedAt;
  private final Duration lease;
  private final Duration fullLease;
  private final boolean renewable;
  private final AtomicInteger uses;
  private final boolean described;

  private ClientToken(
      String value,
      Instant since,
      Instant leasedAt,
      Duration lease,
      Duration fullLease,
      boolean renewable,
      AtomicInteger uses,
      boolean described) {
    this.value = value;
    this.since = since;
    this.leasedAt = leasedAt;
    this.lease = lease;
    this.fullLease = fullLease;
    this.renewable = renewable;
    this.uses = uses;
    this.described = described;
  }

  /**
   * The token of a login's or an unwrapping's {@code auth} member.
   *
   * @throws VaultFailure of kind GARBLED if it has none
   */
  static ClientToken ofLogin(JsonNode auth, Instant askedAt) {
    String value = auth.path("client_token").asText();
    if (value.isEmpty()) {
      throw VaultFailure.garbled();
    }
    return of(value, askedAt, auth, "lease_duration");
  }

  /** A token made elsewhere, as {@code auth/token/lookup-self} describes it. */
  static ClientToken ofLookup(String value, JsonNode data, Instant askedAt) {
    return of(value, askedAt, data, "ttl");
  }

  /** A token of unknown lifetime: treated as one that never ends and cannot be renewed. */
  static ClientToken unknown(String value, Instant now) {
    return new ClientToken(
        value, now, now, Duration.ZERO, Duration.ZERO, false, new AtomicInteger(UNLIMITED), false);
  }

  private static ClientToken of(String value, Instant askedAt, JsonNode facts, String ttl) {
    Duration lease = seconds(facts.path(ttl));
    int uses = facts.path("num_uses").asInt();
    return new ClientToken(
        value,
        askedAt,
        askedAt,
        lease,
        lease,
        facts.path("renewable").asBoolean(),
        new AtomicInteger(uses > 0 ? uses : UNLIMITED),
        true);
  }

  /** At least 0 and at most {@link #LONGEST}, whatever Vault says. */
  private static Duration seconds(JsonNode lease) {
    return Duration.ofSeconds(Math.clamp(lease.asLong(), 0, LONGEST.toSeconds()));
  }

  /** The same token with the lease that {@code auth/token/renew-self} answered. */
  ClientToken renewed(JsonNode auth, Instant askedAt) {
    Duration granted = seconds(auth.path("lease_duration"));
    return new ClientToken(
        value,
        since,
        askedAt,
        granted,
        granted.compareTo(fullLease) > 0 ? granted : fullLease,
        auth.path("renewable").asBoolean(),
        uses,
        described);
  }

  /** The same token, which Vault refuses to renew. */
  ClientToken notRenewable() {
    return new ClientToken(value, since, leasedAt, lease, fullLease, false, uses, described);
  }

  String value() {
    return value;
  }

  /** When it was logged in; renewing does not change it. */
  Instant since() {
    return since;
  }

  /** Whether it can be renewed; a token with counted uses is not, since renewing takes one. */
  boolean renewable() {
    return renewable && uses.get() == UNLIMITED;
  }

  boolean endless() {
    return lease.isZero();
  }

  Instant leasedAt() {
    return leasedAt;
  }

  /** Zero if it never ends. */
  Duration lease() {
    return lease;
  }

  /** Whether the last renewal gave it less than half of its lease: its maximum is near. */
  boolean nearItsMaximum() {
    return lease.multipliedBy(2).compareTo(fullLease) < 0;
  }

  boolean alive(Instant now) {
    return endless() || now.isBefore(leasedAt.plus(lease));
  }

  /** Takes one of its uses; false if none is left. */
  boolean use() {
    return uses.getAndUpdate(left -> left == UNLIMITED ? left : Math.max(0, left - 1)) > 0;
  }

  @Override
  public String toString() {
    return "a Vault token of " + since;
  }

  /** Whether Vault told of it, which it does of living tokens only. */
  boolean described() {
    return described;
  }
}
