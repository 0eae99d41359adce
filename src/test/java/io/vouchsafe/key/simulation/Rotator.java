package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RotationPlan;
import java.util.Optional;

/**
 * A process that carries the plan out for one region: it reads, reads again just before it rotates,
 * and acts.
 */
final class Rotator extends Reader {
  private boolean stopped;

  Rotator(Simulation in, Region home, String name) {
    super(in, home, name);
  }

  void change(Settings changed) {
    settings = changed;
    start();
  }

  void stop() {
    stopped = true;
  }

  void tick() {
    if (!stopped) {
      look();
      in.after(in.jittered(settings.policy().refresh().multipliedBy(2)), this::tick);
    }
  }

  private void look() {
    if (!read(home) || clockIsOff()) {
      return;
    }
    for (KeyRole role : settings.roles()) {
      switch (plan(role)) {
        case RotationPlan.Keep keep -> {}
        case RotationPlan.Rotate rotate -> in.lookAgain(this, role);
        case RotationPlan.Retire(int below) -> in.raise(home, role, below);
      }
    }
  }

  void lookAgain(KeyRole role) {
    if (!stopped && read(home) && !clockIsOff() && plan(role) instanceof RotationPlan.Rotate) {
      in.rotate(home, role);
    }
  }

  private boolean clockIsOff() {
    return keys.clockOffset()
        .filter(offset -> offset.exceeds(settings.policy().clockError()))
        .isPresent();
  }

  private RotationPlan plan(KeyRole role) {
    Optional<KeyLife> life = keys.life(role);
    return in.world().rules().plan(life.orElseThrow(), clock());
  }
}
