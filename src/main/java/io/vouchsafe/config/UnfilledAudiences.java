package io.vouchsafe.config;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.config.IssuersConfig.AudienceConfig;
import io.vouchsafe.config.IssuersConfig.BrokerConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.AttributeTemplate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Audiences of which nobody gets a token: an audience's own subject, claims, session tags and roles
 * are made of attributes, and whoever vouches for a workload has to set all of them.
 */
final class UnfilledAudiences {
  private UnfilledAudiences() {}

  /**
   * Refuses each broker that names an audience and may not set all that it needs, and each audience
   * that no broker can fill.
   */
  static void check(String name, IssuerConfig issuer, Faults faults) {
    String property = "vouchsafe.issuers." + name + ".";
    new TreeMap<>(issuer.audiences())
        .forEach(
            (audience, settings) -> check(property, issuer, audience, Needed.by(settings), faults));
  }

  private static void check(
      String issuer, IssuerConfig config, String audience, Needed needed, Faults faults) {
    Map<String, BrokerConfig> brokers = new TreeMap<>(config.brokers());
    brokers.forEach(
        (name, broker) -> {
          List<String> lacking = needed.lacking(broker);
          if (!lacking.isEmpty() && broker.audiences().contains(audience)) {
            String property = issuer + "brokers." + name + ".attributes";
            faults.add(
                property,
                "%s: has no rule by which broker %s may set %s, of which tokens for %s are made, so its workloads get none; add %s.%s, or leave it out of %saudiences.\"%s\""
                    .formatted(
                        property,
                        name,
                        String.join(", ", lacking),
                        audience,
                        property,
                        lacking.getFirst(),
                        issuer,
                        audience));
          }
        });
    List<BrokerConfig> any =
        brokers.values().stream().filter(broker -> broker.audiences().contains("*")).toList();
    boolean named =
        brokers.values().stream().anyMatch(broker -> broker.audiences().contains(audience));
    if (!named && !any.isEmpty() && any.stream().noneMatch(it -> needed.lacking(it).isEmpty())) {
      String property = "%saudiences.\"%s\"".formatted(issuer, audience);
      faults.add(
          property,
          "%s: its tokens are made of %s, and no broker has rules for all of them, so nobody gets one"
              .formatted(property, String.join(", ", needed.all())));
    }
  }

  /**
   * The attributes that tokens for an audience are made of.
   *
   * @param single those that have to be single values
   * @param any those of which a claim is a copy
   */
  private record Needed(Set<String> single, Set<String> any) {
    static Needed by(AudienceConfig settings) {
      Set<String> single = new TreeSet<>(settings.tags().values());
      Stream.concat(settings.subject().stream(), settings.roles().stream().flatMap(List::stream))
          .map(AttributeTemplate::named)
          .forEach(single::addAll);
      return new Needed(single, new TreeSet<>(settings.claims().values()));
    }

    Set<String> all() {
      Set<String> all = new TreeSet<>(single);
      all.addAll(any);
      return all;
    }

    List<String> lacking(BrokerConfig broker) {
      return all().stream()
          .filter(
              attribute -> {
                List<String> rule = broker.attributes().getOrDefault(attribute, List.of());
                return rule.isEmpty() || (single.contains(attribute) && !Broker.fillsSubject(rule));
              })
          .toList();
    }
  }
}
