package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How tokens are gathered into calls to Vault, and what is verified of the answers. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.signing")
public interface SigningConfig {
  /** ES256. */
  EcLane ec();

  /** RS256. */
  RsaLane rsa();

  /** The calls under each ES256 key version. */
  interface EcLane {
    /** Tokens in one call, at most. */
    @WithDefault("32")
    int batch();

    /** Calls under way at once, at most. */
    @WithDefault("2")
    int calls();
  }

  /** The calls under each RS256 key version. */
  interface RsaLane {
    /** Tokens in one call, at most. Vault signs them one after the other. */
    @WithDefault("4")
    int batch();

    /** Calls under way at once, at most. */
    @WithDefault("4")
    int calls();
  }

  /** Tokens that may wait under one key version; one more is refused at once. */
  @WithDefault("1024")
  int maxWaiting();

  /**
   * Whether every token is verified before it leaves (`always`), or of those signed with ES256 only
   * the first ones under each key version and then a sample (`sampled`). RS256 tokens and grants
   * are always verified.
   */
  @WithDefault("sampled")
  Verify verify();

  /** One of how many is verified where `verify` is `sampled`. */
  @WithDefault("64")
  int verifyOneIn();

  /** What is verified. */
  enum Verify {
    /** Every token. */
    ALWAYS,
    /** The first ones and then a sample, for ES256. */
    SAMPLED
  }
}
