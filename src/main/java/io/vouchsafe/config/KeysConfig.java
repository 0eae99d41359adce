package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The life of keys: how often they are read, and the times that keep every token verifiable. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.keys")
public interface KeysConfig {
  /** How often the keys are read from Vault, give or take a tenth. */
  @WithDefault("30s")
  Duration refresh();

  /** Age of the newest key version at which a new one is due. */
  @WithDefault("30d")
  Duration rotateEvery();

  /** How long a key version is published before it may sign. */
  @WithDefault("1d")
  Duration announceFor();

  /** How long a key version stays published after a newer one began to sign. */
  @WithDefault("1d")
  Duration retireAfter();

  /** The oldest reading of the keys that may still sign. */
  @WithDefault("5m")
  Duration maxRingAge();

  /** The oldest reading whose JWKS counts as good; an instance with an older one is not ready. */
  @WithDefault("12h")
  Duration maxPublishedAge();

  /** `max-age` of the JWKS and of the discovery document. */
  @WithDefault("5m")
  Duration maxAge();

  /** `stale-while-revalidate` of the JWKS and of the discovery document. */
  @WithDefault("1m")
  Duration staleWhileRevalidate();

  /** `stale-if-error` of the JWKS and of the discovery document. */
  @WithDefault("1h")
  Duration staleIfError();

  /**
   * Whether a shared cache stands before verifiers that ignore `Age`: copies may then be twice as
   * old.
   */
  @WithDefault("false")
  boolean sharedCache();

  /** How far this machine's clock and Vault's may be apart; at least 2 s. */
  @WithDefault("30s")
  Duration clockError();

  /** What verifiers add to a token's lifetime. */
  @WithDefault("60s")
  Duration verifierLeeway();

  /** The longest lifetime of an identity token; at most 1 h. */
  @WithDefault("1h")
  Duration maxTtl();

  /** The life of the keys that sign grants. */
  Grant grant();

  /** The grant key's own times; its verifiers are instances of Vouchsafe. */
  interface Grant {
    /** Age of the newest version of the grant key at which a new one is due. */
    @WithDefault("30d")
    Duration rotateEvery();

    /** How long a version of the grant key is known to every instance before it may sign. */
    @WithDefault("1d")
    Duration announceFor();

    /** The longest life that a grant may have; at most 7 d. */
    @WithDefault("7d")
    Duration maxExpiresIn();

    /** How long grants under a version are accepted after a newer one began to sign. */
    @WithDefault("8d")
    Duration retireAfter();
  }
}
