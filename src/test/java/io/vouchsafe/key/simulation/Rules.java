package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What decides: the production classes, unless a test shows what happens with something worse. */
interface Rules {
  Rules PRODUCTION = new Rules() {};

  /**
   * What a JWKS holds.
   *
   * @param until when it changes by itself
   */
  record Published(Set<Kid> kids, Optional<Instant> until) {
    private static final String KID = "\"kid\":\"";

    static Published of(JwkSet jwks) {
      Set<Kid> kids = new HashSet<>();
      String json = jwks.json();
      for (int at = json.indexOf(KID); at >= 0; at = json.indexOf(KID, at)) {
        at += KID.length();
        kids.add(new Kid(json.substring(at, json.indexOf('"', at))));
      }
      return new Published(kids, jwks.until());
    }
  }

  /**
   * What signs.
   *
   * @param order regions whose Vaults may be asked, home first unless it is away
   */
  default SigningChoice choose(IssuerKeys keys, KeyRole role, List<Region> order, Instant now) {
    return keys.signing(role, order);
  }

  /** The JWKS of an instance; empty while it serves none. */
  default Optional<Published> publish(IssuerKeys keys, Instant now) {
    return keys.publishable()
        ? Optional.of(Published.of(JwkSet.of(keys, List.of(), now)))
        : Optional.empty();
  }

  /**
   * Until when, by its own clock, verifiers may keep what an instance serves; empty if they may
   * not.
   *
   * @param bound {@code s}, or more where the world is worse
   */
  default Optional<Instant> goodUntil(IssuerKeys keys, Instant now, Duration bound) {
    boolean isProductions = bound.equals(keys.policy(KeyRole.RS256).maxPublishedAge());
    boolean complete = keys.regions().stream().allMatch(RegionKeys::publishable);
    return keys.publishedAge()
        .filter(age -> complete && (keys.fresh() || !isProductions))
        .map(age -> now.minus(age).plus(bound));
  }

  /**
   * How long after it was read a region's part of a JWKS is of use, to who uses it at once: {@code
   * promised}.
   */
  default Duration usableFor(Duration promised) {
    return promised;
  }

  /** How old a region's reading may be where a grant under an unknown kid is refused. */
  default Duration refusesFor(KeyPolicy policy) {
    Duration late = policy.refresh().plusSeconds(30);
    return late.compareTo(policy.maxPublishedAge()) < 0 ? late : policy.maxPublishedAge();
  }

  default RotationPlan plan(KeyLife life, Instant now) {
    return life.plan(now);
  }

  /** The version whose private key signs a token that pins {@code pinned}. */
  default KeyVersion signsWith(KeyVersion pinned, VaultKey key) {
    return pinned;
  }
}
