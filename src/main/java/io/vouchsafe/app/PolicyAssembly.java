package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.KeyPolicies;
import io.vouchsafe.config.Setting;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.AudienceProfile;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.OwnUrls;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes the policies of one issuer of its configuration: the times of its keys' life, and who may
 * get which token.
 *
 * @param property the property that the issuer's settings are under, with a dot at the end
 * @param maxTtl the longest lifetime of any identity token
 * @param region the name of home
 * @param faults collects what cannot work
 */
record PolicyAssembly(
    String property, IssuerConfig config, Duration maxTtl, String region, Faults faults) {
  private static final Duration DEFAULT_TTL = Duration.ofMinutes(5);

  Map<KeyRole, KeyPolicy> ofKeys(KeyPolicies policies) {
    if (!config.algorithms().contains(SigningAlgorithm.RS256)) {
      throw refused(
          property + "algorithms",
          "must contain RS256, which every relying party takes (OpenID Connect Discovery 1.0, 3)");
    }
    Map<KeyRole, KeyPolicy> byRole = new EnumMap<>(KeyRole.class);
    config.algorithms().stream()
        .map(KeyRole::ofIdentityTokens)
        .forEach(role -> byRole.put(role, policies.of(role)));
    byRole.put(KeyRole.GRANT, policies.of(KeyRole.GRANT));
    return byRole;
  }

  /**
   * @param refusedAudiences for which no token may be issued
   */
  Checked<IssuancePolicy> ofIssuance(Checked<SubjectTemplate> subject, OwnUrls refusedAudiences) {
    checkAudiences(refusedAudiences.inAudienceForm());
    Map<String, AudienceProfile> profiles =
        new ProfileAssembly(property, config, maxTtl, faults).all();
    return faults.of(
        () ->
            Setting.prefixed(
                property, () -> ofIssuance(subject.get(), profiles, refusedAudiences)));
  }

  /** Whoever has a right to such an audience has it for nothing. */
  private void checkAudiences(OwnUrls refused) {
    new TreeSet<>(config.audiences().keySet())
        .forEach(it -> checkAudience("audiences.\"%s\"".formatted(it), "is one", it, refused));
    config
        .brokers()
        .forEach((name, it) -> checkAudiences("brokers." + name, it.audiences(), refused));
    config
        .exchanges()
        .forEach((name, it) -> checkAudiences("exchanges." + name, it.audiences(), refused));
  }

  private void checkAudiences(String whose, List<String> audiences, OwnUrls refused) {
    audiences.forEach(it -> checkAudience(whose + ".audiences", "has " + it + ",", it, refused));
  }

  private void checkAudience(String setting, String found, String audience, OwnUrls refused) {
    faults.check(
        () -> {
          if (refused.mayBe(audience)) {
            throw refused(
                property + setting,
                found
                    + " for which no token is issued: it must not be an issuer's URL, or the audience of brokers' proofs");
          }
        });
  }

  private IssuancePolicy ofIssuance(
      SubjectTemplate subject, Map<String, AudienceProfile> profiles, OwnUrls refusedAudiences) {
    try {
      return new IssuancePolicy(
          subject,
          profiles,
          config.defaultAudience(),
          config.defaultTtl().orElseGet(() -> shorter(DEFAULT_TTL, maxTtl)),
          maxTtl,
          refusedAudiences,
          ownClaims(),
          Optional.empty());
    } catch (Problem audience) {
      throw new IllegalArgumentException("default-" + audience.getMessage(), audience);
    }
  }

  private Map<String, String> ownClaims() {
    return config
        .regionClaim()
        .map(
            claim -> {
              checkRegionClaim(claim);
              return Map.of(claim, region);
            })
        .orElse(Map.of());
  }

  /** An attribute of the same name would say something else in tokens of other brokers. */
  private void checkRegionClaim(String claim) {
    if (!Workload.isAttributeName(claim)) {
      throw new IllegalArgumentException(
          "region-claim must be a name such as issued_in: at most 64 of a-z, 0-9 and _, a letter first, and no registered claim, not "
              + claim);
    }
    boolean attribute =
        Stream.concat(
                config.brokers().values().stream().map(it -> it.attributes().keySet()),
                config.exchanges().values().stream().map(it -> it.attributes().keySet()))
            .anyMatch(names -> names.contains(claim));
    boolean copied =
        config.audiences().values().stream().anyMatch(it -> it.claims().containsKey(claim));
    if (attribute || copied) {
      throw new IllegalArgumentException(
          "region-claim must not be %s, which is an attribute or a claim already; choose another name"
              .formatted(claim));
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
