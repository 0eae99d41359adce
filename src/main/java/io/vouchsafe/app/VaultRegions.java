package io.vouchsafe.app;

import io.vouchsafe.base.Outage;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.kv.KvRevocations;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.vault.VaultAccess;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The Vaults of all regions, home first. */
record VaultRegions(List<Open> all, InstantSource clock) implements AutoCloseable {
  /**
   * One region.
   *
   * @param vault the access to its Vault
   * @param outage what calls to it that fail are part of
   * @param silence since when no key is read from it
   * @param silentLists since when no list of revoked grants is
   */
  record Open(
      ConfiguredRegion config,
      VaultAccess vault,
      Outage outage,
      RegionSilence silence,
      RegionSilence silentLists) {
    Open {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(vault, "vault");
      Objects.requireNonNull(outage, "outage");
      Objects.requireNonNull(silence, "silence");
      Objects.requireNonNull(silentLists, "silentLists");
    }

    Open(ConfiguredRegion config, VaultAccess vault, Outage outage) {
      this(config, vault, outage, new RegionSilence(), new RegionSilence());
    }

    Region region() {
      return config.region();
    }

    KeyCustodian custodian(String keyPrefix, InstantSource clock) {
      return new TransitKeys(vault, config.transit(), keyPrefix, clock);
    }

    /** Where the keys of the issuer with this prefix come from. */
    RegionSource keys(String keyPrefix, InstantSource clock, KeyEvents events) {
      return new RegionSource(region(), custodian(keyPrefix, clock), events, silence);
    }
  }

  VaultRegions {
    all = List.copyOf(all);
  }

  Open home() {
    return all.getFirst();
  }

  List<Open> others() {
    return all.subList(1, all.size());
  }

  Open in(Region region) {
    return all.stream().filter(it -> it.region().equals(region)).findFirst().orElseThrow();
  }

  /** The other regions' revoked grants of the issuer whose keys have this prefix. */
  Map<Region, RevocationStore> revocations(String keyPrefix) {
    Map<Region, RevocationStore> stores = new LinkedHashMap<>();
    others()
        .forEach(
            it ->
                it.config()
                    .revocation()
                    .ifPresent(
                        kv ->
                            stores.put(
                                it.region(),
                                new KvRevocations(
                                    it.vault(),
                                    kv,
                                    it.config().transit().setup(),
                                    keyPrefix,
                                    it.config().transit().requestTimeout()))));
    return stores;
  }

  /** Closes the access to every Vault but home's, which has an owner of its own. */
  @Override
  public void close() {
    others().forEach(it -> it.vault().close());
  }
}
