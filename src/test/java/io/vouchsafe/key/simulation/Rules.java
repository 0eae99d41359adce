package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.RotationPlan;
import io.vouchsafe.key.SigningChoice;
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

  default SigningChoice choose(IssuerKeys keys, KeyRole role, Instant now) {
    return keys.signing(role);
  }

  /** The JWKS of an instance; empty while it serves none. */
  default Optional<Published> publish(IssuerKeys keys, Instant now) {
    return keys.publishable()
        ? Optional.of(Published.of(JwkSet.of(keys, List.of(), now)))
        : Optional.empty();
  }

  default RotationPlan plan(KeyLife life, Instant now) {
    return life.plan(now);
  }

  /** The version whose private key signs a token that pins {@code pinned}. */
  default KeyVersion signsWith(KeyVersion pinned, VaultKey key) {
    return pinned;
  }
}
