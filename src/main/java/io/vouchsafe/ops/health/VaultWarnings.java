package io.vouchsafe.ops.health;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * What is allowed and unsafe on the way to Vault, for as long as the configuration says so.
 *
 * @param bySetting why, by the name of the setting
 */
public record VaultWarnings(Map<String, String> bySetting) {
  public VaultWarnings {
    bySetting = Map.copyOf(bySetting);
  }

  void addTo(HealthCheckResponseBuilder answer) {
    bySetting.forEach((setting, why) -> answer.withData("warning: " + setting, why));
  }
}
