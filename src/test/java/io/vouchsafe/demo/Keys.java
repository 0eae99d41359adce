package io.vouchsafe.demo;

import io.vouchsafe.testing.Flags;
import java.time.Instant;
import java.util.Set;

/** {@code dev/keys}: the keys of every issuer on one screen. */
public final class Keys {
  private Keys() {}

  public static void main(String[] arguments) {
    Flags flags = new Flags("keys", arguments, Set.of(), Set.of());
    if (flags.others().size() > 1) {
      throw flags.misused("one URL or file, not " + flags.others().size());
    }
    String from = flags.others().isEmpty() ? running(flags) : flags.others().getFirst();
    Commands.run("keys", () -> new KeyTable(Instant.now(), System.out).print(KeyTable.read(from)));
  }

  private static String running(Flags flags) {
    return Place.running().map(Place::managementUrl).orElseThrow(() -> flags.failed(Place.NOTHING));
  }
}
