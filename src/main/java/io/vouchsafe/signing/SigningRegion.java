package io.vouchsafe.signing;

import io.vouchsafe.key.Region;
import java.util.Objects;

/**
 * One region whose Vault signs.
 *
 * @param lanes the way to its Vault
 * @param circuit whether its Vault is taken to be away
 * @param probe asks whether one of its keys signs
 */
public record SigningRegion(
    Region region, SigningLanes lanes, Circuit circuit, SigningProbe probe) {
  public SigningRegion {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(lanes, "lanes");
    Objects.requireNonNull(circuit, "circuit");
    Objects.requireNonNull(probe, "probe");
  }
}
