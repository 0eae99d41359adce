package io.vouchsafe.config;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.SubjectTemplate;
import java.util.List;
import java.util.TreeMap;

/**
 * Brokers that can vouch for nothing, and exchanges that no token comes of: {@code sub} is made of
 * attributes, and whoever makes a grant or exchanges a token has to set all of them.
 */
final class UnfilledSubjects {
  private UnfilledSubjects() {}

  /**
   * Refuses each broker and each exchange that may not set all of its issuer's subject; warns if
   * there is neither.
   */
  static void check(String name, IssuerConfig issuer, Faults faults) {
    String property = "vouchsafe.issuers." + name + ".";
    if (issuer.brokers().isEmpty() && issuer.exchanges().isEmpty()) {
      faults.warn(
          property + "brokers",
          "%sbrokers: issuer %s has no broker and no exchange, so nobody gets a grant or a token of it"
              .formatted(property, name));
    }
    List<String> attributes = attributes(issuer.subject());
    new TreeMap<>(issuer.brokers())
        .forEach((of, broker) -> check(property, issuer.subject(), attributes, of, broker, faults));
    new TreeMap<>(issuer.exchanges())
        .forEach((of, exchange) -> check(property, issuer, attributes, of, exchange, faults));
  }

  private static void check(
      String property,
      IssuerConfig issuer,
      List<String> attributes,
      String name,
      ExchangeConfig exchange,
      Faults faults) {
    List<String> lacking =
        attributes.stream()
            .filter(attribute -> !exchange.attributes().containsKey(attribute))
            .distinct()
            .toList();
    if (!lacking.isEmpty() && !exchange.attributes().isEmpty()) {
      String of = property + "exchanges." + name + ".attributes";
      faults.add(
          of,
          "%s: does not say what becomes of %s, of which sub is made (%ssubject is %s), so no token comes of exchange %s; add %s.%s, or leave it out of the subject"
              .formatted(
                  of,
                  String.join(", ", lacking),
                  property,
                  issuer.subject(),
                  name,
                  of,
                  lacking.getFirst()));
    }
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
