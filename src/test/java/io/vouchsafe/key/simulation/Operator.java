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
      begins = begins.plus(step.pause());
      carryOut(step.action(), planned.runbook().region(), new Time(begins, planned.rollOut()));
      begins = step.action().isOfInstances() ? begins.plus(planned.rollOut()) : begins;
    }
  }

  /** A step begins, and is done at every instance so much later. */
  private record Time(Instant begins, Duration rollOut) {}

  private void carryOut(Runbook.Action action, Region region, Time time) {
    boolean signs = in.world().regions().signs();
    switch (action) {
      case MAKE_KEYS -> in.at(time.begins(), () -> makeKeys(region, false));
      case READ -> each(time, others(region), it -> it.reads(region, false));
      case READ_AND_SIGN -> each(time, others(region), it -> it.reads(region, signs));
      case START -> {
        in.at(time.begins(), () -> instancesOf(region).forEach(it -> knowOthers(it, region)));
        in.at(time.begins(), () -> configured.add(region));
        each(time, instancesOf(region), Instance::enter);
      }
      case SIGN -> each(time, others(region), it -> it.maySign(region, signs));
      case SIGN_NO_MORE -> each(time, others(region), it -> it.maySign(region, false));
      case STOP -> {
        in.at(time.begins(), () -> stopRotators(region));
        each(time, instancesOf(region), Instance::leave);
      }
      case REMOVE -> {
        in.at(time.begins(), () -> configured.remove(region));
        each(time, others(region), it -> it.forgets(region));
      }
      case LOSE -> in.at(time.begins(), () -> lose(region));
    }
  }

  /** One after the other. */
  private void each(Time time, Stream<Instance> instances, Consumer<Instance> action) {
    instances.forEach(
        instance ->
            in.at(time.begins().plus(in.upTo(time.rollOut())), () -> action.accept(instance)));
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
