package io.vouchsafe.caller;

import io.vouchsafe.key.Region;
import java.util.Objects;

/**
 * Where the list of revoked grants of one region comes from.
 *
 * @param events is told what becomes of that list
 */
public record RevocationSource(Region region, RevocationStore store, RevocationEvents events) {
  public RevocationSource {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(store, "store");
    Objects.requireNonNull(events, "events");
  }
}
