package io.vouchsafe.rotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.ScheduledExecution;
import io.quarkus.scheduler.Scheduler;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RotationJobTest {
  private static final KeyFault DOWN =
      new KeyFault(KeyRole.RS256, "test-rs256", KeyFault.Cause.UNREACHABLE, "down", "wait");

  private final Map<String, Object> settings = new HashMap<>();
  private final List<Integer> ends = new ArrayList<>();
  private Consumer<ScheduledExecution> task;
  private boolean scheduled;

  private final Scheduler scheduler =
      (Scheduler)
          Proxy.newProxyInstance(
              getClass().getClassLoader(), new Class<?>[] {Scheduler.class}, this::called);

  private Object called(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "newJob" ->
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Scheduler.JobDefinition.class},
              this::defined);
      case "unscheduleJob" -> {
        assertEquals("rotation", arguments[0]);
        scheduled = false;
        yield null;
      }
      default -> throw new AssertionError(method.getName());
    };
  }

  @SuppressWarnings("unchecked")
  private Object defined(Object job, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "setTask" -> {
        task = (Consumer<ScheduledExecution>) arguments[0];
        settings.put("virtual", arguments[1]);
      }
      case "schedule" -> {
        scheduled = true;
        return null;
      }
      default -> settings.put(method.getName(), arguments[0]);
    }
    return job;
  }

  private static RotationJob job(List<Rotation> rotations) {
    return new RotationJob(new Rotator(rotations, List.of(), () -> {}));
  }

  /** A rotation that cannot know whether something is due. */
  private static Rotation unreadable() {
    IssuerKeys keys =
        new IssuerKeys(
            role -> new KeyReading.Failed(DOWN),
            Map.of(KeyRole.RS256, DefaultPolicy.builder().build()),
            InstantSource.system(),
            new SilentKeyEvents());
    return new Rotation(keys, new NoRotator(), new NoEvents(), InstantSource.system());
  }

  private static final class NoRotator implements KeyRotator {
    @Override
    public Optional<KeyFault> hindrance(KeyRole role) {
      throw new AssertionError();
    }

    @Override
    public Optional<KeyFault> rotate(KeyRole role) {
      throw new AssertionError();
    }

    @Override
    public Optional<KeyFault> retire(SigningKey key, int below) {
      throw new AssertionError();
    }
  }

  private static final class NoEvents implements RotationEvents {
    @Override
    public void rotated(SigningKey key) {
      throw new AssertionError();
    }

    @Override
    public void retired(SigningKey key) {
      throw new AssertionError();
    }

    @Override
    public void repeats(SigningKey key, String change, String reason) {
      throw new AssertionError();
    }

    @Override
    public void cannotRotate(SigningKey key) {
      throw new AssertionError();
    }

    @Override
    public void settled(KeyRole role) {
      throw new AssertionError();
    }

    @Override
    public void failed(KeyRole role, String reason) {}
  }

  @Test
  void roundsAreScheduledOnVirtualThreadsAndNeverTwoAtOnce() {
    job(List.of()).schedule(scheduler, Duration.ofMinutes(10), Duration.ofMinutes(1));

    assertEquals(
        Map.of(
            "setInterval",
            "PT10M",
            "setExecutionMaxDelay",
            "PT1M",
            "setConcurrentExecution",
            ConcurrentExecution.SKIP,
            "virtual",
            true),
        settings);
    task.accept(null);
    task.accept(null);
    assertTrue(scheduled);
  }

  @Test
  void onceEndsWithZeroWhenAllIsDone() {
    job(List.of()).scheduleOnce(scheduler, ends::add);
    task.accept(null);

    assertEquals(List.of(0), ends);
    assertTrue(!scheduled);
  }

  @Test
  void onceTriesThreeTimesAndEndsWithOne() {
    job(List.of(unreadable())).scheduleOnce(scheduler, ends::add);
    task.accept(null);
    task.accept(null);
    assertEquals(List.of(), ends);
    assertTrue(scheduled);

    task.accept(null);

    assertEquals(List.of(1), ends);
    assertTrue(!scheduled);
  }
}
