package io.vouchsafe.key;

import java.util.Objects;

/**
 * Where the keys of one region come from.
 *
 * @param events is told what happens in the life of these keys
 */
public record RegionSource(Region region, KeyCustodian custodian, KeyEvents events) {
  public RegionSource {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(custodian, "custodian");
    Objects.requireNonNull(events, "events");
  }
}
