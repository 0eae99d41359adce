package io.vouchsafe.config;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.RelyingParty;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The issuers, by a name of your choice; `default` where there is one. */
@Unremovable
@ConfigMapping(prefix = "vouchsafe.issuers")
public interface IssuersConfig {
  /** Each issuer has keys, template and brokers of its own. */
  @WithParentName
  Map<String, IssuerConfig> issuers();

  /** One issuer. */
  interface IssuerConfig {
    /**
     * The `iss` of its tokens, an https URL; its path is where the issuer's calls live. With
     * `{org}` as one segment of its path it is a template, for an issuer of each organisation.
     */
    @WithConverter(IssuerUrlConverter.class)
    URI issuer();

    /**
     * Allows an `iss` that is http on another host than loopback. Relying parties on the internet
     * refuse it.
     */
    @WithDefault("false")
    boolean allowHttp();

    /**
     * The Transit keys are `<key-prefix>-rs256`, `<key-prefix>-es256` and `<key-prefix>-grant`. A
     * template's has `{org}` in it.
     */
    @WithDefault("vouchsafe")
    String keyPrefix();

    /** What it signs identity tokens with: `RS256`, and `ES256` where a relying party wants it. */
    @WithDefault("RS256,ES256")
    Set<SigningAlgorithm> algorithms();

    /** How a workload's `sub` is made of its attributes. */
    @WithDefault("deployment:{org}/{app}/{deployment}")
    String subject();

    /**
     * The claim that says at which region's instance a token was issued, by the name in
     * `vouchsafe.vault.region`, whichever region's Vault signed it; none unless set.
     */
    Optional<String> regionClaim();

    /** The audience of a token that was asked for without one. */
    Optional<String> defaultAudience();

    /**
     * The lifetime of a token that was asked for without one: 5 min, or `vouchsafe.keys.max-ttl`
     * where that is less.
     */
    Optional<Duration> defaultTtl();

    /**
     * A file with public keys (a JWKS) that are published beside the issuer's own, such as those of
     * a Vault that was left.
     */
    Optional<Path> extraJwks();

    /** What is known of single relying parties, by audience (in quotes where it has a dot). */
    Map<String, AudienceConfig> audiences();

    /** Whose tokens brokers show as proofs, by a name of your choice. */
    Map<String, TrustedIssuerConfig> trustedIssuers();

    /** Who may vouch for which workloads, by a name of your choice. */
    Map<String, BrokerConfig> brokers();

    /** Whose tokens are exchanged for tokens of this issuer, by a name of your choice. */
    Map<String, ExchangeConfig> exchanges();
  }

  /** One relying party. */
  interface AudienceConfig {
    /** What kind of relying party it is, so that what it would refuse is refused here. */
    @WithDefault("generic")
    RelyingParty profile();

    /** The algorithm of tokens for it. */
    @WithDefault("RS256")
    SigningAlgorithm algorithm();

    /**
     * The lifetime of a token for it that was asked for without one; the profile's or the issuer's
     * where it is not set, or `max-ttl` where that is less.
     */
    Optional<Duration> defaultTtl();

    /** The longest lifetime of tokens for it; `vouchsafe.keys.max-ttl` where it is not set. */
    Optional<Duration> maxTtl();

    /** How far `nbf` lies before `iat`, for verifiers whose clocks are behind; at most 10 min. */
    @WithDefault("60s")
    Duration nbfAllowance();

    /** How a workload's `sub` for it is made; the issuer's `subject` where it is not set. */
    Optional<String> subject();

    /** Further claims: the attribute that each is a copy of, by the claim's name. */
    Map<String, String> claims();

    /** AWS: the attribute that each session tag is made of, by the tag's key. */
    Map<String, String> tags();

    /** AWS: the keys of session tags that stay in role chaining. */
    Optional<List<String>> transitiveTags();

    /** AWS: the ARNs of the roles that a workload may assume, with attributes in braces. */
    Optional<List<String>> roles();
  }

  /** One trusted issuer; its keys come by discovery unless `jwks-uri` or `jwks-file` is set. */
  interface TrustedIssuerConfig {
    /** Its `iss`; or leave it out and set `trust-domain`. */
    Optional<URI> issuer();

    /** The trust domain of JWT-SVIDs, with or without an `iss`. */
    Optional<String> trustDomain();

    /** The one audience that a proof must be made for. */
    String audience();

    /** Where its JWKS is. */
    Optional<URI> jwksUri();

    /** A file with its JWKS. */
    Optional<Path> jwksFile();

    /** A PEM file with the certificate authorities to trust when its keys are fetched. */
    Optional<Path> caFile();

    /** A file with a bearer token to fetch its keys with. */
    Optional<Path> bearerTokenFile();

    /** What a proof's `typ` may be beside `JWT` and `JOSE`, such as `at+jwt`. */
    Optional<List<String>> types();

    /** What a proof's `azp` must be one of; `azp` is ignored where this is not set. */
    Optional<List<String>> authorizedParties();

    /** The longest life of a proof; at most 24 h. */
    @WithDefault("24h")
    Duration maxLife();
  }

  /** One broker and its bounds. */
  interface BrokerConfig {
    /** The name of the trusted issuer whose tokens it shows. */
    String trustedIssuer();

    /** The `sub` of its proofs: exact, or a prefix that ends in `:` or `/` followed by `*`. */
    List<String> subjects();

    /**
     * What it may vouch for, by attribute: exact values, prefixes followed by `*`, or `*` alone.
     */
    Map<String, List<String>> attributes();

    /** For which audiences: names, or `*`. */
    List<String> audiences();

    /** The longest lifetime of a token that it may allow. */
    @WithDefault("1h")
    Duration maxTtl();

    /** The longest lifetime of a grant that it may have; at most 7 d. */
    @WithDefault("7d")
    Duration maxExpiresIn();

    /** Ends everything that it vouched for before: grants that it made earlier are not accepted. */
    Optional<Instant> grantsNotBefore();
  }
}
