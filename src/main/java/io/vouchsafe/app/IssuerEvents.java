package io.vouchsafe.app;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationEvents;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.TokenEvents;
import java.util.Set;

/** Makes the listeners to what happens in one issuer. */
interface IssuerEvents {
  /**
   * The listener to the tokens and the grants of an issuer.
   *
   * @param roles those of the issuer's keys
   */
  TokenEvents tokens(String issuer, Set<KeyRole> roles);

  /** The audit of an issuer. */
  Audit audit(String issuer);

  /** The listener to the revoked grants of an issuer, as home lists them. */
  RevocationEvents revocations(String issuer);

  /** The listener to the revoked grants of an issuer, as another region lists them. */
  RevocationEvents revocations(String issuer, Region region, Outage vault);

  /**
   * The listener to the life of the keys that an issuer has at home.
   *
   * @param prefix what the keys' names begin with
   * @param setup for the commands that mend a key
   */
  KeyEvents keys(String issuer, String prefix, Set<KeyRole> roles, SetupCommand setup);

  /** The listener to the life of the keys that an issuer has in another region. */
  KeyEvents keysOf(Region region, String issuer, SetupCommand setup, Outage vault);
}
