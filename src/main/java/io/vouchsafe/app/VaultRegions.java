package io.vouchsafe.app;

import io.vouchsafe.base.Outage;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.key.Region;
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
   */
  record Open(ConfiguredRegion config, VaultAccess vault, Outage outage) {
    Open {
      Objects.requireNonNull(config, "config");
      Objects.requireNonNull(vault, "vault");
      Objects.requireNonNull(outage, "outage");
    }

    Region region() {
      return config.region();
    }

    KeyCustodian custodian(String keyPrefix, InstantSource clock) {
      return new TransitKeys(vault, config.transit(), keyPrefix, clock);
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
