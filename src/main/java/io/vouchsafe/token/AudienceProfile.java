package io.vouchsafe.token;

import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.Generic;
import io.vouchsafe.token.profile.Profile;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is configured of one relying party.
 *
 * @param profile what is known of its kind
 * @param defaultTtl the lifetime of a token that was asked for without one; empty if the profile's
 *     holds, else the issuer's
 * @param maxTtl the longest lifetime of a token for it
 * @param nbfAllowance how far {@code nbf} lies before {@code iat}
 * @param subject the template of its {@code sub}; empty if the issuer's holds
 * @param claims further claims: the attribute that each is made of, by the claim's name
 */
public record AudienceProfile(
    Profile profile,
    SigningAlgorithm algorithm,
    Optional<Duration> defaultTtl,
    Duration maxTtl,
    Duration nbfAllowance,
    Optional<SubjectTemplate> subject,
    SortedMap<String, String> claims) {
  /** For verifiers whose clocks are behind. */
  public static final Duration NBF_ALLOWANCE = Duration.ofSeconds(60);

  public AudienceProfile {
    Objects.requireNonNull(profile, "profile");
    Objects.requireNonNull(algorithm, "algorithm");
    Objects.requireNonNull(defaultTtl, "defaultTtl");
    Objects.requireNonNull(maxTtl, "maxTtl");
    Objects.requireNonNull(nbfAllowance, "nbfAllowance");
    Objects.requireNonNull(subject, "subject");
    claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
  }

  /** Of a relying party of which nothing else is known. */
  public AudienceProfile(SigningAlgorithm algorithm, Duration maxTtl) {
    this(
        new Generic(),
        algorithm,
        Optional.empty(),
        maxTtl,
        NBF_ALLOWANCE,
        Optional.empty(),
        new TreeMap<>());
  }

  /**
   * The lifetime of a token that was asked for without one.
   *
   * @param ofIssuer that of the issuer
   */
  Duration ttl(Duration ofIssuer) {
    return defaultTtl.or(profile::defaultTtl).orElse(ofIssuer);
  }

  /**
   * All claims but the registered ones.
   *
   * @throws Problem naming the attribute of which one cannot be made
   */
  Map<String, Object> claims(Workload workload) {
    Map<String, Object> all = new LinkedHashMap<>();
    workload.attributes().forEach((name, value) -> all.put(name, value.toClaim()));
    claims.forEach((claim, attribute) -> all.put(claim, value(claim, attribute, workload)));
    all.putAll(profile.claims(workload));
    return all;
  }

  private static Object value(String claim, String attribute, Workload workload) {
    AttributeValue value = workload.attributes().get(attribute);
    if (value == null) {
      throw Problem.invalid(
          "workload." + attribute, "is missing; the claim %s is made of it".formatted(claim));
    }
    return value.toClaim();
  }
}
