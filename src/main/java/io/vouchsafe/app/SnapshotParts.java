package io.vouchsafe.app;

import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RingConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.snapshot.RingOrigin;
import io.vouchsafe.snapshot.SnapshotFile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The ring snapshot of an instance that serves, where one is configured. */
@Singleton
class SnapshotParts {
  @Produces
  @Singleton
  Optional<SnapshotFile> snapshot(
      RingConfig ring,
      RotationConfig rotation,
      KeysConfig keys,
      VaultRegions regions,
      Issuers issuers,
      Outages outages) {
    return ring.snapshot()
        .filter(file -> rotation.mode().serves())
        .map(
            file ->
                Setting.of(
                    "vouchsafe.ring.snapshot",
                    () ->
                        new SnapshotFile(
                            file,
                            rings(issuers, regions),
                            keys.maxPublishedAge(),
                            outages.snapshot())));
  }

  private static Map<RingOrigin, RegionKeys> rings(Issuers issuers, VaultRegions regions) {
    Map<RingOrigin, RegionKeys> rings = new LinkedHashMap<>();
    for (Issuer issuer : issuers) {
      for (RegionKeys keys : issuer.keys().regions()) {
        rings.put(origin(issuer, regions.in(keys.region()).config()), keys);
      }
    }
    return rings;
  }

  private static RingOrigin origin(Issuer issuer, ConfiguredRegion region) {
    return new RingOrigin(
        issuer.url(),
        region.address().checkUrl().toString(),
        region.address().namespace().orElse(""),
        region.transit().mount(),
        issuer.keyPrefix());
  }
}
