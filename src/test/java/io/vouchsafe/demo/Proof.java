package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import java.util.Set;

/** {@code dev/proof}: prints a proof of the demo broker. */
public final class Proof {
  private Proof() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("proof", arguments, Set.of(), Set.of());
    flags.refuseOthers();
    Place place = Place.running().orElseThrow(() -> flags.failed(Place.NOTHING));
    Commands.run("proof", () -> System.out.println(DemoBroker.of(place.vault()).proof()));
  }
}
