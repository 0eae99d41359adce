package io.vouchsafe.config;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.SubjectTemplate;
import java.util.List;
import java.util.TreeMap;

/**
 * Brokers that can vouch for nothing: {@code sub} is made of attributes, and whoever makes a grant
 * has to set all of them.
 */
final class UnfilledSubjects {
  private UnfilledSubjects() {}

  /** Refuses each broker that may not set all of its issuer's subject; warns if there is none. */
  static void check(String name, IssuerConfig issuer, Faults faults) {
    String property = "vouchsafe.issuers." + name + ".";
    if (issuer.brokers().isEmpty()) {
      faults.warn(
          property + "brokers",
          "%sbrokers: issuer %s has no broker, so nobody gets a grant or a token of it"
              .formatted(property, name));
    }
    List<String> attributes = attributes(issuer.subject());
    new TreeMap<>(issuer.brokers())
        .forEach((of, broker) -> check(property, issuer.subject(), attributes, of, broker, faults));
  }

  private static void check(
      String issuer,
      String subject,
      List<String> attributes,
      String name,
      BrokerConfig broker,
      Faults faults) {
    List<String> lacking =
        attributes.stream()
            .filter(
                attribute ->
                    !Broker.fillsSubject(broker.attributes().getOrDefault(attribute, List.of())))
            .distinct()
            .toList();
    if (!lacking.isEmpty() && !broker.attributes().isEmpty()) {
      String property = issuer + "brokers." + name + ".attributes";
      faults.add(
          property,
          "%s: has no rule by which broker %s may set %s, of which sub is made (%ssubject is %s), so it can vouch for nothing; add %s.%s, or leave it out of the subject"
              .formatted(
                  property,
                  name,
                  String.join(", ", lacking),
                  issuer,
                  subject,
                  property,
                  lacking.getFirst()));
    }
  }

  /** None of a template that is refused elsewhere. */
  private static List<String> attributes(String template) {
    try {
      return SubjectTemplate.parse(template).attributes();
    } catch (IllegalArgumentException refused) {
      return List.of();
    }
  }
}
