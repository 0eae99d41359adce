package io.vouchsafe.app;

import static io.vouchsafe.config.Setting.refused;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.config.Checked;
import io.vouchsafe.config.Faults;
import io.vouchsafe.config.IssuerUrl;
import io.vouchsafe.config.IssuerUrlConverter;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.config.IssuersConfig.TrustedIssuerConfig;
import io.vouchsafe.config.Setting;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.token.OwnUrls;
import io.vouchsafe.transit.TransitKeys;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells which configured issuers are templates for organisations, and checks that none of them can
 * make what another issuer has.
 */
final class TemplateAssembly {
  private final String property;
  private final Map<String, IssuerConfig> configs;
  private final Faults faults;
  private final Map<String, IssuerTemplate> templates = new TreeMap<>();

  /**
   * @param property the property that the issuers' names are under, with a dot at the end
   * @param configs of all issuers, by their names
   * @param faults collects what cannot work
   */
  TemplateAssembly(String property, Map<String, IssuerConfig> configs, Faults faults) {
    this.property = Objects.requireNonNull(property, "property");
    this.configs = configs;
    this.faults = faults;
    configs.forEach(
        (name, config) ->
            faults.of(() -> template(name, config)).stream()
                .flatMap(Optional::stream)
                .forEach(it -> templates.put(name, it)));
  }

  /** Whether the issuer is meant as a template, be it one that can work or not. */
  static boolean isMeant(IssuerConfig config) {
    return OrgPattern.isIn(IssuerUrlConverter.text(config.issuer()))
        || OrgPattern.isIn(config.keyPrefix());
  }

  /**
   * The template that an issuer is; empty if it is none.
   *
   * @throws Checked.Unjudged if it is one that cannot work
   */
  Optional<IssuerTemplate> of(String name) {
    if (isMeant(configs.get(name)) && !templates.containsKey(name)) {
      throw new Checked.Unjudged();
    }
    return Optional.ofNullable(templates.get(name));
  }

  private Optional<IssuerTemplate> template(String name, IssuerConfig config) {
    if (!isMeant(config)) {
      return Optional.empty();
    }
    String url = IssuerUrlConverter.text(config.issuer());
    if (!OrgPattern.isIn(config.keyPrefix())) {
      throw refused(
          property + name + ".key-prefix",
          "must have {org} in it, as the issuer has, such as %s{org}: each organisation has keys of its own"
              .formatted(config.keyPrefix().replaceFirst("(?<=[A-Za-z0-9])$", "-")));
    }
    if (!OrgPattern.isIn(url)) {
      throw refused(
          property + name + ".issuer",
          "must have {org} as one segment of its path, as the key-prefix has it: each organisation has a URL of its own");
    }
    OrgPattern prefix =
        Setting.of(property + name + ".key-prefix", () -> OrgPattern.parse(config.keyPrefix()));
    IssuerTemplate template =
        Setting.of(
            property + name + ".issuer",
            () -> new IssuerTemplate(name, OrgPattern.parse(url), prefix));
    Setting.of(
        property + name + ".issuer",
        () -> IssuerUrl.check(URI.create(template.url().of("org")), config.allowHttp()));
    Setting.of(
        property + name + ".key-prefix",
        () -> TransitKeys.checkPrefix(prefix.of(OrgPattern.LONGEST)));
    if (config.extraJwks().isPresent()) {
      throw refused(
          property + name + ".extra-jwks",
          "must not be set for a template: keys that all organisations publish are keys that they share");
    }
    return Optional.of(template);
  }

  /** Checks each template against every other issuer. */
  void check() {
    configs.keySet().forEach(name -> faults.check(() -> checkName(name)));
    List<IssuerTemplate> seen = new ArrayList<>();
    templates.forEach(
        (name, template) -> {
          configs.forEach(
              (other, config) -> {
                if (!isMeant(config)) {
                  faults.check(() -> checkFixed(template, other, config));
                }
              });
          seen.forEach(other -> faults.check(() -> checkTemplates(other, template)));
          seen.add(template);
        });
  }

  private void checkName(String name) {
    if (!templates.isEmpty() && name.contains("/")) {
      throw refused(
          property + name, "must have no slash in its name, which comes before an organisation's");
    }
  }

  private void checkFixed(IssuerTemplate template, String other, IssuerConfig config) {
    template
        .keyPrefix()
        .org(config.keyPrefix())
        .ifPresent(
            org -> {
              throw refused(
                  property + other + ".key-prefix",
                  "is that of organisation %s of issuer %s (%s); choose one that it cannot make"
                      .formatted(org, template.name(), template.keyPrefix()));
            });
    String before = template.keyPrefix().before();
    if (!before.isEmpty()
        && Stream.of(KeyRole.values())
            .anyMatch(role -> role.keyName(config.keyPrefix()).startsWith(before))) {
      throw refused(
          property + other + ".key-prefix",
          "makes keys whose names begin with %s, which the Vault policies of issuer %s mean (%s*); choose one that does not"
              .formatted(before, template.name(), before));
    }
    if (template.meetsPath(config.issuer().getRawPath())) {
      throw refused(
          property + other + ".issuer",
          "has calls in common with an organisation of issuer %s (%s); give it another path"
              .formatted(template.name(), template.url()));
    }
  }

  private void checkTemplates(IssuerTemplate one, IssuerTemplate other) {
    if (one.keyPrefix().overlaps(other.keyPrefix())) {
      throw refused(
          property + other.name() + ".key-prefix",
          "can make the same as that of issuer %s (%s); an organisation's keys are those of one issuer"
              .formatted(one.name(), one.keyPrefix()));
    }
    if (!one.path().equals(other.path()) && one.meetsPath(other)) {
      throw refused(
          property + other.name() + ".issuer",
          "can make calls that an organisation of issuer %s (%s) has; give it another path"
              .formatted(one.name(), one.url()));
    }
  }

  /** The {@code iss} of every issuer of ours, and of every one that a template can make. */
  OwnUrls issuers() {
    return new OwnUrls(fixed(), patterns());
  }

  /** The same, and the audiences of brokers' proofs: no token is issued for any of these. */
  OwnUrls refusedAudiences() {
    Set<String> named = fixed();
    configs.values().stream()
        .flatMap(config -> config.trustedIssuers().values().stream())
        .map(TrustedIssuerConfig::audience)
        .forEach(named::add);
    return new OwnUrls(named, patterns());
  }

  private Set<String> fixed() {
    Set<String> fixed = new HashSet<>();
    configs.values().stream()
        .filter(config -> !isMeant(config))
        .forEach(config -> fixed.add(config.issuer().toString()));
    return fixed;
  }

  private List<OrgPattern> patterns() {
    return templates.values().stream().map(IssuerTemplate::url).toList();
  }
}
