package io.vouchsafe.soak;

import io.vouchsafe.testing.Traffic;
import java.time.Duration;
import java.time.Instant;

/**
 * Says how far a long run is: a line for every fifty rotations, and after thirty seconds without
 * one.
 */
final class Progress {
  private static final int ROTATIONS = 50;
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final String run;
  private final int aim;
  private final Instant begun = Instant.now();
  private Instant saidAt = begun;
  private int saidRotations;

  /**
   * @param run its name, which each line begins with
   * @param aim how many rotations it makes
   */
  Progress(String run, int aim) {
    this.run = run;
    this.aim = aim;
  }

  /** Says it if it is time to. */
  void look(int rotations, Traffic traffic) {
    boolean silent = Instant.now().isAfter(saidAt.plus(SILENCE));
    if (silent || rotations / ROTATIONS > saidRotations / ROTATIONS) {
      say(rotations, traffic);
    }
  }

  /** Says it. */
  void say(int rotations, Traffic traffic) {
    saidAt = Instant.now();
    saidRotations = rotations;
    System.out.printf(
        "%s: %d s, %d of %d rotations, %d tokens, %d of them verified to their end; failed %d,"
            + " unknown kids %d, short JWKS %d, living grants refused %d, revoked ones accepted"
            + " %d; without an answer %d%n",
        run,
        Duration.between(begun, saidAt).toSeconds(),
        rotations,
        aim,
        traffic.issued.get(),
        traffic.verifiedToTheEnd.get(),
        traffic.failed.get(),
        traffic.unknownKids.get(),
        traffic.shortJwks.get(),
        traffic.grantsRefused.get(),
        traffic.revokedAccepted.get(),
        traffic.unavailable.get());
  }
}
