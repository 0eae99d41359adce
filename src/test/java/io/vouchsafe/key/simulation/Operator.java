package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.simulation.Regions.Planned;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Founds the regions that there are at first, and carries runbooks out. */
final class Operator {
  private final Simulation in;
  private final List<Region> configured = new ArrayList<>();

  Operator(Simulation in) {
    this.in = in;
  }

  /** Every instance has all regions that there are at first in its configuration. */
  void foundAtFirst(Region region) {
    configured.add(region);
    Duration made = in.world().regions().made().getOrDefault(region, Duration.ZERO);
    in.at(Simulation.BIRTH.plus(made), () -> makeKeys(region, true));
    in.after(Duration.ZERO, () -> instancesOf(region).forEach(it -> knowOthers(it, region)));
    instancesOf(region)
        .forEach(instance -> in.after(in.upTo(in.policy().refresh()), instance::enter));
  }

  private void makeKeys(Region region, boolean apart) {
    Map<KeyRole, Duration> later = new EnumMap<>(KeyRole.class);
    in.world().settings().roles().forEach(role -> later.put(role, Duration.ZERO));
    if (apart) {
      later.putAll(in.world().made());
    }
    later.forEach((role, after) -> in.after(after, () -> in.vault(region).make(role, in.now())));
    in.rotators().stream()
        .filter(rotator -> rotator.home().equals(region))
        .forEach(
            rotator ->
                in.after(
                    Duration.ofSeconds(2).plus(in.upTo(in.policy().refresh())), rotator::tick));
  }

  private void knowOthers(Instance instance, Region home) {
    configured.stream()
        .filter(region -> !region.equals(home))
        .forEach(region -> instance.reads(region, in.world().regions().signs()));
  }

  void carryOut(Planned planned) {
    Instant begins = Simulation.BIRTH.plus(planned.begins());
    for (Runbook.Step step : planned.runbook().steps()) {
      begins = carryOut(step.action(), planned.runbook().region(), begins.plus(step.pause()));
    }
  }

  /** When it is done everywhere. */
  private Instant carryOut(Runbook.Action action, Region region, Instant begins) {
    boolean signs = in.world().regions().signs();
    return switch (action) {
      case MAKE_KEYS -> once(begins, () -> makeKeys(region, false));
      case READ -> each(begins, others(region), it -> it.reads(region, false));
      case READ_AND_SIGN -> each(begins, others(region), it -> it.reads(region, signs));
      case START -> {
        once(begins, () -> instancesOf(region).forEach(it -> knowOthers(it, region)));
        once(begins, () -> configured.add(region));
        yield each(begins, instancesOf(region), Instance::enter);
      }
      case SIGN -> each(begins, others(region), it -> it.maySign(region, signs));
      case SIGN_NO_MORE -> each(begins, others(region), it -> it.maySign(region, false));
      case STOP -> {
        once(begins, () -> stopRotators(region));
        yield each(begins, instancesOf(region), Instance::leave);
      }
      case REMOVE -> {
        once(begins, () -> configured.remove(region));
        yield each(begins, others(region), it -> it.forgets(region));
      }
      case LOSE -> once(begins, () -> lose(region));
    };
  }

  private Instant once(Instant at, Runnable action) {
    in.at(at, action);
    return at;
  }

  /** One after the other, those that are there by then. */
  private Instant each(Instant begins, Stream<Instance> instances, Consumer<Instance> action) {
    instances.forEach(
        instance -> in.at(begins.plus(in.upTo(rollOut())), () -> action.accept(instance)));
    return begins.plus(rollOut());
  }

  private Duration rollOut() {
    return in.policy().refresh().multipliedBy(2);
  }

  private void lose(Region region) {
    in.vault(region).lose();
    instancesOf(region).forEach(Instance::leave);
    stopRotators(region);
  }

  private void stopRotators(Region region) {
    in.rotators().stream().filter(rotator -> rotator.home().equals(region)).forEach(Rotator::stop);
  }

  private Stream<Instance> instancesOf(Region region) {
    return in.instances().stream().filter(instance -> instance.home().equals(region));
  }

  /** Who does not run is configured all the same. */
  private Stream<Instance> others(Region region) {
    return in.instances().stream().filter(instance -> !instance.home().equals(region));
  }
}
