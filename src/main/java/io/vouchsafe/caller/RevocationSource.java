package io.vouchsafe.caller;

import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import java.util.Objects;

/**
 * Where the list of revoked grants of one region comes from.
 *
 * @param events is told what becomes of that list
 * @param silence of the lists of that region; one for all issuers that are read from it
 */
public record RevocationSource(
    Region region, RevocationStore store, RevocationEvents events, RegionSilence silence) {
  public RevocationSource {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(events, "events");
    Objects.requireNonNull(silence, "silence");
  }

  /** A region that is read for one issuer alone. */
  public RevocationSource(Region region, RevocationStore store, RevocationEvents events) {
    this(region, store, events, new RegionSilence());
  }
}
