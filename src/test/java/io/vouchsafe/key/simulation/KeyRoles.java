package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import java.util.EnumSet;
import java.util.Set;

/** Which keys are configured, and which are asked for. */
enum KeyRoles {
  RS256_ONLY(EnumSet.of(KeyRole.RS256), EnumSet.of(KeyRole.RS256)),
  ES256_PUBLISHED(EnumSet.of(KeyRole.RS256, KeyRole.ES256), EnumSet.of(KeyRole.RS256)),
  BOTH(EnumSet.of(KeyRole.RS256, KeyRole.ES256), EnumSet.of(KeyRole.RS256, KeyRole.ES256));

  private final Set<KeyRole> roles;
  private final Set<KeyRole> asked;

  KeyRoles(Set<KeyRole> roles, Set<KeyRole> asked) {
    this.roles = roles;
    this.asked = asked;
  }

  Settings settings(KeyPolicy policy) {
    return new Settings(policy, roles, asked);
  }
}
