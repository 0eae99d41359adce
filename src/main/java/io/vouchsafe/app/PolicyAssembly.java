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
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SubjectTemplate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes the policies of one issuer of its configuration: the times of its keys' life, and who may
 * get which token.
 *
 * @param property the property that the issuer's settings are under, with a dot at the end
 * @param maxTtl the longest lifetime of any identity token
 * @param faults collects what cannot work
 */
record PolicyAssembly(String property, IssuerConfig config, Duration maxTtl, Faults faults) {
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
  Checked<IssuancePolicy> ofIssuance(
      Checked<SubjectTemplate> subject, Set<String> refusedAudiences) {
    Map<String, AudienceProfile> profiles =
        new ProfileAssembly(property, config, maxTtl, faults).all();
    return faults.of(
        () ->
            Setting.prefixed(
                property, () -> ofIssuance(subject.get(), profiles, refusedAudiences)));
  }

  private IssuancePolicy ofIssuance(
      SubjectTemplate subject,
      Map<String, AudienceProfile> profiles,
      Set<String> refusedAudiences) {
    try {
      return new IssuancePolicy(
          subject,
          profiles,
          config.defaultAudience(),
          config.defaultTtl().orElseGet(() -> shorter(DEFAULT_TTL, maxTtl)),
          maxTtl,
          refusedAudiences);
    } catch (Problem audience) {
      throw new IllegalArgumentException("default-" + audience.getMessage(), audience);
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
