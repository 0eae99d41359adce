package io.vouchsafe.app;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.token.Signer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of Vault that an issuer uses: keys to read and a signer. */
interface IssuerVault {
  /** The command that prepares home's. */
  SetupCommand setup();

  /**
   * Where the keys whose names start with {@code keyPrefix} are read, home first.
   *
   * @param home the listener to home's keys
   * @param other that to the keys of another region
   */
  List<RegionSource> keys(String keyPrefix, KeyEvents home, OtherKeys other);

  /** Makes the listener to the keys of another region. */
  @FunctionalInterface
  interface OtherKeys {
    KeyEvents of(Region region, SetupCommand setup, Outage vault);
  }

  /** Lists all keys. */
  KeyNames keyNames();

  /** The revoked grants of the issuer; empty where grants cannot be revoked, or none is shown. */
  Optional<RevocationStore> revocations(String keyPrefix);

  /**
   * The revoked grants of the issuer in every other region; for each region whose keys are read,
   * where {@link #revocations} has any.
   */
  Map<Region, RevocationStore> revocationsOfOthers(String keyPrefix);

  /** Since when no list of revoked grants is read in a region, for any issuer. */
  RegionSilence silentLists(Region region);

  /** What calls to the Vault of a region that fail are part of. */
  Outage outage(Region region);

  /** Signs with every key. */
  Signer signer();
}
