package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuerUrlConverter;
import io.vouchsafe.config.IssuersConfig.AudienceConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.token.AudienceProfile;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.Workload;
import io.vouchsafe.token.profile.Aws;
import io.vouchsafe.token.profile.Azure;
import io.vouchsafe.token.profile.Generic;
import io.vouchsafe.token.profile.Google;
import io.vouchsafe.token.profile.Kubernetes;
import io.vouchsafe.token.profile.Profile;
import io.vouchsafe.token.profile.RelyingParty;
import io.vouchsafe.token.profile.Rule;
import io.vouchsafe.token.profile.SessionTags;
import io.vouchsafe.token.profile.Spiffe;
import io.vouchsafe.token.profile.Terms;
import io.vouchsafe.token.profile.Vault;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the audience profiles of one issuer of their configuration, and refuses what a relying
 * party would refuse in every token.
 *
 * @param issuer the property that the issuer's settings are under, with a dot at the end
 * @param maxTtl the longest lifetime of any identity token
 * @param faults collects what cannot work
 */
record ProfileAssembly(String issuer, IssuerConfig config, Duration maxTtl, Faults faults) {

  /** By audience, those without a fault. */
  Map<String, AudienceProfile> all() {
    Map<String, AudienceProfile> profiles = new HashMap<>();
    new TreeMap<>(config.audiences())
        .forEach(
            (audience, settings) ->
                faults.of(() -> of(audience, settings)).stream()
                    .forEach(profile -> profiles.put(audience, profile)));
    faults.check(this::checkTrustDomains);
    return profiles;
  }

  /** One set of keys is that of one trust domain (SPIFFE Trust Domain and Bundle, 6.2). */
  private void checkTrustDomains() {
    Map<String, String> domains = new TreeMap<>();
    for (Map.Entry<String, AudienceConfig> audience :
        new TreeMap<>(config.audiences()).entrySet()) {
      trustDomain(audience.getValue())
          .ifPresent(domain -> domains.putIfAbsent(domain, under(audience.getKey())));
    }
    if (domains.size() > 1) {
      throw refused(
          List.copyOf(domains.values()).getLast() + "subject",
          "is of another trust domain than that of another audience (%s), and the keys of one issuer are those of one trust domain"
              .formatted(String.join(", ", domains.keySet())));
    }
  }

  private static Optional<String> trustDomain(AudienceConfig settings) {
    if (settings.profile() != RelyingParty.SPIFFE) {
      return Optional.empty();
    }
    try {
      return settings.subject().map(Spiffe::trustDomain);
    } catch (IllegalArgumentException refusedElsewhere) {
      return Optional.empty();
    }
  }

  /** The trust domain of its JWT-SVIDs; empty if it makes none. */
  static Optional<String> trustDomain(IssuerConfig config) {
    return config.audiences().values().stream()
        .flatMap(settings -> trustDomain(settings).stream())
        .findFirst();
  }

  /** The claims that tokens for an audience have beside those of every token. */
  static Set<String> claims(AudienceConfig settings) {
    Set<String> claims = new TreeSet<>(settings.claims().keySet());
    if (!settings.tags().isEmpty()) {
      claims.add(SessionTags.CLAIM);
    }
    if (settings.roles().isPresent()) {
      claims.add(Aws.ROLES);
    }
    return claims;
  }

  private String under(String audience) {
    return "%saudiences.\"%s\".".formatted(issuer, audience);
  }

  private AudienceProfile of(String audience, AudienceConfig settings) {
    String property = under(audience);
    if (!config.algorithms().contains(settings.algorithm())) {
      throw refused(
          property + "algorithm",
          "is %s, which %salgorithms does not have".formatted(settings.algorithm(), issuer));
    }
    Profile profile = profile(property, settings);
    check(
        property,
        profile,
        new Terms(IssuerUrlConverter.longest(config.issuer()), audience, settings.algorithm()));
    checkClaims(property, settings);
    return new AudienceProfile(
        profile,
        settings.algorithm(),
        settings.defaultTtl(),
        settings.maxTtl().orElse(maxTtl),
        settings.nbfAllowance(),
        subject(property, profile, settings),
        new TreeMap<>(settings.claims()));
  }

  private static Profile profile(String property, AudienceConfig settings) {
    if (settings.profile() != RelyingParty.AWS) {
      refuseOfAws(property, settings);
    }
    return switch (settings.profile()) {
      case AWS -> aws(property, settings);
      case AZURE -> new Azure();
      case GENERIC -> new Generic();
      case GOOGLE -> new Google();
      case KUBERNETES -> new Kubernetes();
      case SPIFFE -> new Spiffe();
      case VAULT -> new Vault();
    };
  }

  private static Aws aws(String property, AudienceConfig settings) {
    SessionTags tags =
        Setting.prefixed(
            property,
            () ->
                new SessionTags(
                    new TreeMap<>(settings.tags()),
                    new TreeSet<>(settings.transitiveTags().orElse(List.of()))));
    return new Aws(
        tags, Setting.of(property + "roles", () -> Aws.roles(settings.roles().orElse(List.of()))));
  }

  private static void refuseOfAws(String property, AudienceConfig settings) {
    Map<String, Boolean> set = new TreeMap<>();
    set.put("tags", !settings.tags().isEmpty());
    set.put("transitive-tags", settings.transitiveTags().isPresent());
    set.put("roles", settings.roles().isPresent());
    set.forEach(
        (name, present) -> {
          if (present) {
            throw refused(property + name, "is for %sprofile=aws alone".formatted(property));
          }
        });
  }

  private Optional<SubjectTemplate> subject(
      String property, Profile profile, AudienceConfig settings) {
    if (profile instanceof Spiffe && settings.subject().isEmpty()) {
      throw refused(
          property + "subject",
          "is missing; SPIFFE takes a SPIFFE ID, such as spiffe://example.org/{org}/{app}");
    }
    return settings
        .subject()
        .map(template -> Setting.of(property + "subject", () -> profile.subject(template)));
  }

  /** A rule that no token could keep is a fault of the profile, whichever setting breaks it. */
  private void check(String property, Profile profile, Terms terms) {
    profile.rules().stream()
        .filter(Rule.OfSettings.class::isInstance)
        .map(Rule.OfSettings.class::cast)
        .filter(rule -> !rule.kept().test(terms))
        .forEach(rule -> faults.check(() -> refuse(property, profile, rule, terms)));
  }

  private void refuse(String property, Profile profile, Rule.OfSettings rule, Terms terms) {
    throw refused(
        property + "profile",
        "is %s, and %s takes %s, but %s (%s)"
            .formatted(
                profile.kind().name().toLowerCase(Locale.ROOT),
                profile.kind().title(),
                rule.demands(),
                found(property, rule.on(), terms),
                rule.source()));
  }

  private String found(String property, Rule.Term on, Terms terms) {
    return switch (on) {
      case ISSUER -> "%sissuer is %s".formatted(issuer, terms.issuer());
      case ALGORITHM -> "%salgorithm is %s".formatted(property, terms.algorithm());
      case AUDIENCE -> "this one has %d".formatted(terms.audience().length());
    };
  }

  private void checkClaims(String property, AudienceConfig settings) {
    settings
        .claims()
        .forEach(
            (claim, attribute) ->
                faults.check(() -> checkClaim(property + "claims." + claim, claim, attribute)));
  }

  private void checkClaim(String property, String claim, String attribute) {
    if (Workload.RESERVED.contains(claim)) {
      throw refused(property, "is a reserved claim name; choose another name");
    }
    if (claim.startsWith(Aws.CLAIMS)) {
      throw refused(property, "is a claim of AWS; set tags and roles of profile=aws instead");
    }
    Setting.of(
        property,
        () -> {
          Workload.checkName(attribute);
          return attribute;
        });
    config
        .brokers()
        .forEach(
            (name, broker) -> {
              if (broker.attributes().containsKey(claim)) {
                throw refused(
                    property,
                    "is an attribute that broker %s may set, too; choose another name"
                        .formatted(name));
              }
            });
    config
        .exchanges()
        .forEach(
            (name, exchange) -> {
              if (exchange.attributes().containsKey(claim)) {
                throw refused(
                    property,
                    "is an attribute that exchange %s sets, too; choose another name"
                        .formatted(name));
              }
            });
  }
}
