package io.vouchsafe.app;

import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.vouchsafe.config.KeysConfig;
import io.vouchsafe.config.RingConfig;
import io.vouchsafe.config.RotationConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.ops.log.Outages;
import io.vouchsafe.snapshot.RingOrigin;
import io.vouchsafe.snapshot.SnapshotFile;
import io.vouchsafe.transit.TransitSettings;
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
      Settings settings,
      TransitSettings transit,
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
                            rings(issuers, settings.vault(), transit.mount()),
                            keys.maxPublishedAge(),
                            outages.snapshot())));
  }

  private static Map<RingOrigin, RegionKeys> rings(
      Issuers issuers, VaultRuntimeConfig vault, String mount) {
    Map<RingOrigin, RegionKeys> rings = new LinkedHashMap<>();
    issuers.forEach(
        issuer ->
            rings.put(
                new RingOrigin(
                    issuer.url().toString(),
                    vault.url().orElseThrow().toString(),
                    vault.enterprise().namespace().orElse(""),
                    mount,
                    issuer.keyPrefix()),
                issuer.keys().home()));
    return rings;
  }
}
