package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What one process is configured with.
 *
 * @param roles the keys it reads and publishes
 * @param asked the keys that tokens are asked under
 */
record Settings(KeyPolicy policy, Set<KeyRole> roles, Set<KeyRole> asked) {
  Settings with(KeyPolicy changed) {
    return new Settings(changed, roles, asked);
  }

  /** The same with grants, which instances make and check. */
  Settings withGrants() {
    Set<KeyRole> more = EnumSet.copyOf(roles);
    more.add(KeyRole.GRANT);
    return new Settings(policy, more, more);
  }

  /** Nobody keeps a copy of the grant key: its times have no room for one. */
  Map<KeyRole, KeyPolicy> policies() {
    Map<KeyRole, KeyPolicy> policies = new EnumMap<>(KeyRole.class);
    roles.forEach(role -> policies.put(role, role.published() ? policy : ofGrants()));
    return policies;
  }

  private KeyPolicy ofGrants() {
    return KeyPolicy.builder()
        .rotateEvery(policy.rotateEvery())
        .announceFor(policy.announceFor().minus(policy.longestCopy()))
        .retireAfter(policy.retireAfter())
        .refresh(policy.refresh())
        .maxRingAge(policy.maxRingAge())
        .maxPublishedAge(policy.maxPublishedAge())
        .longestCopy(Duration.ZERO)
        .clockError(policy.clockError())
        .longestToken(policy.longestToken())
        .leeway(policy.leeway())
        .build();
  }
}
