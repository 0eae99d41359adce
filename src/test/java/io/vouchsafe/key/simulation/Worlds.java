package io.vouchsafe.key.simulation;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.simulation.World.Admin;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Worlds in which the promise has to hold, most of them with no time to spare. */
final class Worlds {
  private final SplittableRandom random;

  private Worlds(long seed) {
    random = new SplittableRandom(seed);
  }

  static World of(long seed) {
    return new Worlds(seed).world();
  }

  /** An ES256 key is made, configured everywhere and asked for at the same instant. */
  static World withLaterKey(World world, Duration at) {
    return world
        .with(Map.of(KeyRole.RS256, Duration.ZERO, KeyRole.ES256, at))
        .with(
            KeyRoles.RS256_ONLY.settings(world.policy()),
            List.of(new World.Change(at, Duration.ZERO, KeyRoles.BOTH.settings(world.policy()))));
  }

  /** Rings whose JWKS counts as good for longer than {@code retire-after}. */
  static World withOldRings(World world) {
    KeyPolicy tight = world.policy();
    Duration more = tight.retireAfter().multipliedBy(2);
    Duration announce = tight.announceFor().plus(more);
    KeyPolicy roomy =
        KeyPolicy.builder()
            .rotateEvery(tight.rotateEvery().plus(more))
            .announceFor(announce)
            .retireAfter(tight.retireAfter())
            .refresh(tight.refresh())
            .maxRingAge(tight.maxRingAge())
            .maxPublishedAge(tight.maxPublishedAge().plus(more))
            .longestCopy(tight.longestCopy())
            .clockError(tight.clockError())
            .longestToken(tight.longestToken())
            .leeway(tight.leeway())
            .build();
    return world
        .with(world.settings().with(roomy), List.of())
        .lasting(roomy.rotateEvery().multipliedBy(3).plus(announce));
  }

  private World world() {
    Duration lag = random.nextInt(3) == 0 ? seconds(1, 10) : Duration.ZERO;
    KeyPolicy policy = policy(lag);
    Set<KeyRole> roles =
        random.nextBoolean() ? EnumSet.of(KeyRole.RS256) : EnumSet.of(KeyRole.RS256, KeyRole.ES256);
    Duration span = policy.rotateEvery().multipliedBy(3).plus(policy.announceFor());
    return new World(
        new Settings(policy, roles, roles),
        made(roles),
        List.of(),
        Excess.NONE,
        lag,
        false,
        2 + random.nextInt(3),
        1 + random.nextInt(2),
        random.nextBoolean() ? Admin.ABSENT : new Admin(random.nextInt(4), random.nextInt(3), 0),
        span,
        Rules.PRODUCTION,
        Regions.ONE);
  }

  /** An issuer's keys are made one right after the other. */
  private Map<KeyRole, Duration> made(Set<KeyRole> roles) {
    return roles.stream()
        .collect(toMap(identity(), role -> Duration.ofMillis(random.nextInt(1000))));
  }

  private KeyPolicy policy(Duration lag) {
    Duration refresh = seconds(10, 30);
    Duration r = refresh.plus(seconds(0, 30));
    Duration s = r.plus(seconds(0, 60));
    Duration e = seconds(2, 10);
    Duration ttl = r.plus(seconds(5, 30));
    Duration leeway = seconds(0, 20);
    Duration m =
        new JwksCaching(seconds(0, 30), seconds(0, 10), seconds(0, 20), random.nextInt(4) == 0)
            .longestCopy();
    Duration announce = s.plus(lag).plus(m).plus(e).plus(slack());
    Duration retire = r.plus(e).plus(ttl).plus(leeway).plus(slack());
    Duration rotate =
        announce.plus(retire).plus(Duration.ofMillis(1)).plus(slack().multipliedBy(2));
    return KeyPolicy.builder()
        .rotateEvery(rotate)
        .announceFor(announce)
        .retireAfter(retire)
        .refresh(refresh)
        .maxRingAge(r)
        .maxPublishedAge(s)
        .longestCopy(m)
        .clockError(e)
        .longestToken(ttl)
        .leeway(leeway)
        .build();
  }

  private Duration slack() {
    return random.nextInt(3) > 0 ? Duration.ZERO : seconds(0, 60);
  }

  private Duration seconds(int least, int most) {
    return Duration.ofSeconds(random.nextInt(least, most + 1));
  }
}
