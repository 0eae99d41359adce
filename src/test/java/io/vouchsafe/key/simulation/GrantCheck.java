package io.vouchsafe.key.simulation;

import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyLife;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.simulation.Ledger.Copy;
import io.vouchsafe.key.simulation.Ledger.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How an instance checks grants: it refuses one whose kid it does not know, unless a region's
 * reading is missing or {@linkplain Rules#refusesFor older} than it may be. Then it cannot tell.
 */
final class GrantCheck {
  private final String name;
  private final Simulation in;
  private Optional<Copy> open = Optional.empty();

  GrantCheck(String instance, Simulation in) {
    this.name = instance;
    this.in = in;
  }

  /**
   * Looks at the keys anew; when what it accepts changes by itself.
   *
   * @param local the time by the instance's clock
   * @param real when it is what that clock says
   */
  Optional<Instant> look(IssuerKeys keys, boolean up, Instant local, UnaryOperator<Instant> real) {
    Instant now = in.now();
    open.map(copy -> copy.lasting(copy.until().isBefore(now) ? copy.until() : now))
        .ifPresent(in.ledger()::served);
    open = Optional.empty();
    if (!up || !keys.roles().contains(KeyRole.GRANT)) {
      return Optional.empty();
    }
    List<RegionKeys> regions = keys.regions();
    if (regions.stream().allMatch(it -> it.life(KeyRole.GRANT).isPresent())) {
      open = Optional.of(copy(regions, keys.policy(KeyRole.GRANT), local, real));
    }
    return regions.stream()
        .flatMap(it -> it.life(KeyRole.GRANT).stream())
        .flatMap(life -> life.key().versions().stream().flatMap(v -> life.retiresAt(v).stream()))
        .filter(at -> at.isAfter(local))
        .min(Instant::compareTo)
        .map(real);
  }

  private Copy copy(
      List<RegionKeys> regions, KeyPolicy policy, Instant local, UnaryOperator<Instant> real) {
    Set<Kid> known =
        regions.stream()
            .flatMap(it -> it.life(KeyRole.GRANT).stream())
            .flatMap(
                life ->
                    life.key().versions().stream()
                        .filter(version -> life.phase(version, local).published()))
            .map(KeyVersion::kid)
            .collect(Collectors.toSet());
    Instant oldest =
        regions.stream()
            .flatMap(it -> it.life(KeyRole.GRANT).stream())
            .map(KeyLife::key)
            .map(SigningKey::readAt)
            .min(Instant::compareTo)
            .orElseThrow();
    Duration bound = in.world().rules().refusesFor(policy);
    return new Copy(
        name, Scope.GRANTS, known, in.now(), real.apply(oldest).plus(bound), Duration.ZERO);
  }
}
