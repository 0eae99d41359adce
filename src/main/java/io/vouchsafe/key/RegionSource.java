package io.vouchsafe.key;

import java.util.Objects;

/**
 * Where the keys of one region come from.
 *
 * @param events is told what happens in the life of these keys
 * @param silence of the region; one for all issuers that are read from it
 */
public record RegionSource(
    Region region, KeyCustodian custodian, KeyEvents events, RegionSilence silence) {
  public RegionSource {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(custodian, "custodian");
    Objects.requireNonNull(events, "events");
    Objects.requireNonNull(silence, "silence");
  }

  /** A region that is read for one issuer alone. */
  public RegionSource(Region region, KeyCustodian custodian, KeyEvents events) {
    this(region, custodian, events, new RegionSilence());
  }

  /** The same, read by another custodian. */
  public RegionSource readBy(KeyCustodian other) {
    return new RegionSource(region, other, events, silence);
  }
}
