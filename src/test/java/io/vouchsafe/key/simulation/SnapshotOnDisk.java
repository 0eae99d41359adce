package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RingSnapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An instance's ring snapshot, which outlives it: some of its readings are written to it. */
final class SnapshotOnDisk {
  private final Map<Region, RingSnapshot> written = new HashMap<>();

  void write(RegionKeys region) {
    written.put(region.region(), new RingSnapshot(region.ring()));
  }

  /** Restores what may be. */
  void restore(IssuerKeys keys) {
    for (RegionKeys region : keys.regions()) {
      Optional.ofNullable(written.get(region.region())).ifPresent(it -> restore(region, it));
    }
  }

  private static void restore(RegionKeys region, RingSnapshot snapshot) {
    try {
      region.restore(snapshot);
    } catch (IllegalArgumentException tooOld) {
      // the start goes on without it
    }
  }
}
