package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
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
}
