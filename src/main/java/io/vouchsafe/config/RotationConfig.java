package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The part that an instance takes in rotation. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.rotation")
public interface RotationConfig {
  /**
   * `off`, `on` (rotates beside serving), `only` (serves health and metrics alone) or `once`
   * (checks every key, does what is due and ends).
   */
  @WithDefault("off")
  RotationMode mode();

  /**
   * How often an instance that rotates checks whether something is due; it does so at whole
   * seconds, and at most once a second.
   */
  @WithDefault("10m")
  Duration every();

  /**
   * How much later than that a check may begin, by chance, so that instances do not act at once.
   */
  @WithDefault("1m")
  Duration jitter();

  /**
   * The rotator's own credentials, in the words of `quarkus.vault.authentication.*`. Needed with
   * `on`; with `only` and `once` those of `quarkus.vault` hold where none are set.
   */
  VaultAuthenticationConfig authentication();

  /** The rotator's own login, beside these; `vouchsafe.vault.login.*` is the service's. */
  LoginConfig login();
}
