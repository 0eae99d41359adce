package io.vouchsafe.rotation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.issuer.OrganisationProgress;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyRotator;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.RotationEvents;
import io.vouchsafe.testing.AdjustableClock;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the turn of which organisation comes, and what an outage of Vault does to that. */
class OrganisationRotatorTest {
  private static final int MANY = 300;
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration TURN = EVERY.dividedBy(MANY);

  /** Between two attempts to reach Vault, and some more. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(34);

  private static final List<String> NAMES =
      IntStream.range(0, MANY).mapToObj("o%03d"::formatted).toList();

  private final AdjustableClock clock = new AdjustableClock();
  private final List<String> done = new ArrayList<>();
  private final OrganisationRotator rotator = rotator();
  private int lists;
  private boolean away;

  private OrganisationRotator rotator() {
    return new OrganisationRotator(
        "org", this::list, this::work, clock, () -> clock.millis() * 1_000_000);
  }

  private List<String> list() throws KeyNames.Fault {
    lists++;
    if (away) {
      throw new KeyNames.Fault("Vault is away", "wait");
    }
    return NAMES;
  }

  private OrganisationRotator.Work work(String org) {
    IssuerKeys keys =
        new IssuerKeys(
            role -> reading(org, role),
            Map.of(KeyRole.RS256, DefaultPolicy.policy()),
            clock,
            new KeyEvents() {});
    return new OrganisationRotator.Work(
        new Rotation(keys, nothing(KeyRotator.class), nothing(RotationEvents.class), clock),
        Optional.empty());
  }

  private KeyReading reading(String org, KeyRole role) {
    if (away) {
      return new KeyReading.Failed(
          new KeyFault(role, org, KeyFault.Cause.UNREACHABLE, "it cannot be read", "wait"));
    }
    done.add(org);
    return new KeyReading.Good(Keys.key(role, 1, 0, clock.instant(), clock.instant()));
  }

  /** Never finds that anything is due, or in the way. */
  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getReturnType() == Optional.class ? Optional.empty() : null));
  }

  private void passes(Duration time) {
    clock.pass(time);
    rotator.step(EVERY);
  }

  private void passesTurnByTurn(int turns) {
    for (int turn = 0; turn < turns; turn++) {
      passes(TURN);
    }
  }

  private void assertEachOnce() {
    assertEquals(MANY, done.size());
    assertEquals(Set.copyOf(NAMES), Set.copyOf(done));
    OrganisationProgress progress = rotator.progress();
    assertEquals(MANY, progress.checked());
    assertEquals(0, progress.failed());
    assertEquals(Optional.of(clock.instant()), progress.passEnded());
  }

  @Test
  void theirTurnsAreSpreadEvenlyOverTheInterval() {
    rotator.step(EVERY);
    for (int turns = 1; turns < MANY; turns++) {
      assertEquals(turns, done.size());
      passes(TURN.minusMillis(1));
      assertEquals(turns, done.size());
      passes(Duration.ofMillis(1));
    }
    assertEachOnce();

    passes(TURN.minusMillis(1));
    assertEquals(MANY, done.size());
    passes(Duration.ofMillis(1));
    assertEquals(List.of(done.getFirst()), done.subList(MANY, done.size()));
    assertEquals(1, rotator.progress().checked());
  }

  /** Also not faster, as if the time that was lost were to be made up for. */
  @Test
  void afterAnOutageItGoesOnWhereItStopped() {
    rotator.step(EVERY);
    passesTurnByTurn(MANY / 2);
    int before = done.size();
    away = true;
    passesTurnByTurn(MANY);
    assertEquals(before, done.size());
    assertEquals(before, rotator.progress().checked());
    assertEquals(0, rotator.progress().failed());
    assertTrue(rotator.progress().passEnded().isEmpty());

    away = false;
    passes(LONGEST_WAIT);
    assertEquals(before + 1, done.size());
    passesTurnByTurn(MANY - before - 1);

    assertEachOnce();
  }

  @Test
  void whileVaultIsAwayItIsAskedSeldom() {
    away = true;
    rotator.step(EVERY);
    lists = 0;
    for (int second = 0; second < 3600; second++) {
      passes(Duration.ofSeconds(1));
    }
    assertTrue(lists > 60 && lists < 240, () -> lists + " in an hour");

    away = false;
    passes(LONGEST_WAIT);
    assertEquals(1, done.size());
  }

  @Test
  void aPassAfterAStartBeginsAnywhere() {
    for (int start = 0; start < 20; start++) {
      rotator().step(EVERY);
    }

    assertTrue(done.stream().distinct().count() > 1, done::toString);
  }
}
