package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.SubjectTemplate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Subjects that no broker can fill: {@code sub} is made of attributes, and one broker has to set
 * all of them, since it makes the whole grant. Every grant of such an issuer would be refused.
 */
final class UnfilledSubjects {
  private UnfilledSubjects() {}

  /** Warns of the subject of an issuer that has brokers, none of which may set all of it. */
  static void check(String name, IssuerConfig issuer, Faults faults) {
    attributes(issuer.subject())
        .map(attributes -> lacking(attributes, issuer.brokers()))
        .filter(lacking -> !lacking.isEmpty())
        .filter(lacking -> lacking.values().stream().noneMatch(List::isEmpty))
        .ifPresent(
            lacking -> {
              String property = "vouchsafe.issuers." + name + ".subject";
              faults.warn(
                  property,
                  "%s: no broker of issuer %s can fill %s, so it issues nothing: %s; give a broker a rule for them (brokers.<broker>.attributes.<attribute>), or leave them out of the subject"
                      .formatted(property, name, issuer.subject(), said(lacking)));
            });
  }

  /** Empty for a template that is refused elsewhere. */
  private static Optional<List<String>> attributes(String template) {
    try {
      return Optional.of(SubjectTemplate.parse(template).attributes());
    } catch (IllegalArgumentException refused) {
      return Optional.empty();
    }
  }

  /** What each broker may not set. */
  private static Map<String, List<String>> lacking(
      List<String> attributes, Map<String, BrokerConfig> brokers) {
    Map<String, List<String>> lacking = new TreeMap<>();
    brokers.forEach(
        (name, broker) ->
            lacking.put(
                name,
                attributes.stream()
                    .filter(attribute -> !broker.attributes().containsKey(attribute))
                    .distinct()
                    .toList()));
    return lacking;
  }

  private static String said(Map<String, List<String>> lacking) {
    return lacking.entrySet().stream()
        .map(
            broker ->
                "%s may not set %s"
                    .formatted(broker.getKey(), String.join(", ", broker.getValue())))
        .collect(joining("; "));
  }
}
