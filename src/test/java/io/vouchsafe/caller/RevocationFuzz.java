package io.vouchsafe.caller;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/** Reads any text as the name of an entry in the list of revocations. */
public final class RevocationFuzz {
  private RevocationFuzz() {}

  /**
   * @throws IllegalStateException if a revocation is read that has another name
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String name = new String(input, UTF_8);
    RevocationEntry.parse(name).ifPresent(entry -> check(entry, name));
    RevocationList list = new RevocationList(Instant.EPOCH);
    list.add(name);
    if (list.size() != 1) {
      throw new IllegalStateException("a name is not counted");
    }
  }

  private static void check(RevocationEntry entry, String name) {
    if (!entry.name().equals(name)) {
      throw new IllegalStateException(name + " was read as " + entry.name());
    }
  }
}
