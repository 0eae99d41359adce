package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The public port's own bounds. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.http")
public interface HttpConfig {
  /** The largest body that a request may have. */
  @WithDefault("256K")
  MemorySize maxBody();

  /** What the bodies of all calls under way may take, as received. */
  @WithDefault("32M")
  MemorySize maxBodies();

  /** After this time a body must have come at {@link #bodyRate}. */
  @WithDefault("5s")
  Duration bodyTimeout();

  /** Octets a second, the least that a body may come at. */
  @WithDefault("16K")
  MemorySize bodyRate();

  /** Tokens of one lane that may be under way: RS256, ES256, grants. */
  @WithDefault("4096")
  int maxTokens();

  /** Callers whose credentials may be under check. */
  @WithDefault("1024")
  int maxChecks();

  /** Signatures of credentials that are checked at a time; half of the processors if left out. */
  Optional<Integer> checksAtOnce();

  /** How much one may have in a minute. */
  Rates rates();

  /**
   * For how long the port stays open at SIGTERM when the service is not ready any more; decided by
   * whether somebody asks for readiness if left out.
   */
  Optional<Duration> shutdownDelay();

  /** How long requests under way have to end after that. */
  @WithDefault("10s")
  Duration shutdownTimeout();

  /** Addresses and CIDR blocks of proxies in front, whose word on the peer's address counts. */
  Optional<List<String>> proxies();

  /**
   * Whether a proxy whose addresses are not known ends TLS in front. Nothing that it says of the
   * peer is believed.
   */
  @WithDefault("false")
  boolean behindProxy();

  /** Tokens, grants or checks in a minute, at once or bit by bit. */
  interface Rates {
    /** Tokens for one grant. */
    @WithDefault("60000")
    long grant();

    /** Tokens and grants for one broker. */
    @WithDefault("600000")
    long broker();

    /** Tokens for one subject of an exchange. */
    @WithDefault("6000")
    long exchange();

    /** Credentials of one peer that are checked. */
    @WithDefault("60000")
    long peer();

    /** Tokens and grants of one issuer. */
    @WithDefault("3000000")
    long issuer();
  }
}
