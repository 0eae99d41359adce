package io.vouchsafe.config;

import static java.util.stream.Collectors.toMap;

import io.vouchsafe.caller.Broker;
import io.vouchsafe.config.IssuersConfig.AudienceConfig;
import io.vouchsafe.config.IssuersConfig.IssuerConfig;
import io.vouchsafe.token.AttributeTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Audiences of which nobody gets a token: an audience's own subject, claims, session tags and roles
 * are made of attributes, and whoever says who a workload is has to set all of them.
 */
final class UnfilledAudiences {
  private UnfilledAudiences() {}

  /**
   * Who says who a workload is: a broker or an exchange.
   *
   * @param property what its rules for attributes are under
   * @param title what it is called
   * @param rules by attribute
   */
  private record Source(
      String property, String title, List<String> audiences, Map<String, List<String>> rules) {}

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

    List<String> lackingIn(Source source) {
      return all().stream().filter(attribute -> !isSet(attribute, source)).toList();
    }

    private boolean isSet(String attribute, Source source) {
      List<String> rule = source.rules().getOrDefault(attribute, List.of());
      return single.contains(attribute) ? Broker.fillsSubject(rule) : !rule.isEmpty();
    }
  }

  /**
   * Refuses each broker and each exchange that names an audience and may not set all that it needs,
   * and each audience that none of those for every audience can fill.
   */
  static void check(String name, IssuerConfig issuer, Faults faults) {
    String property = "vouchsafe.issuers." + name + ".";
    List<Source> sources = sources(property, issuer);
    new TreeMap<>(issuer.audiences())
        .forEach(
            (audience, settings) ->
                check(property, audience, Needed.by(settings), sources, faults));
  }

  private static List<Source> sources(String issuer, IssuerConfig config) {
    List<Source> sources = new ArrayList<>();
    new TreeMap<>(config.brokers())
        .forEach(
            (name, broker) ->
                sources.add(
                    new Source(
                        "%sbrokers.%s.attributes".formatted(issuer, name),
                        "broker " + name,
                        broker.audiences(),
                        broker.attributes())));
    new TreeMap<>(config.exchanges())
        .forEach(
            (name, exchange) ->
                sources.add(
                    new Source(
                        "%sexchanges.%s.attributes".formatted(issuer, name),
                        "exchange " + name,
                        exchange.audiences(),
                        exchange.attributes().entrySet().stream()
                            .collect(toMap(Map.Entry::getKey, made -> List.of(made.getValue()))))));
    return sources;
  }

  private static void check(
      String issuer, String audience, Needed needed, List<Source> sources, Faults faults) {
    String property = "%saudiences.\"%s\"".formatted(issuer, audience);
    List<Source> naming =
        sources.stream().filter(source -> source.audiences().contains(audience)).toList();
    List<Source> any = sources.stream().filter(source -> source.audiences().contains("*")).toList();
    naming.forEach(source -> check(property, audience, needed, source, faults));
    if (naming.isEmpty()
        && !any.isEmpty()
        && any.stream().noneMatch(source -> needed.lackingIn(source).isEmpty())) {
      faults.add(
          property,
          "%s: its tokens are made of %s, and no broker and no exchange sets all of them, so nobody gets one"
              .formatted(property, String.join(", ", needed.all())));
    }
  }

  private static void check(
      String property, String audience, Needed needed, Source source, Faults faults) {
    List<String> lacking = needed.lackingIn(source);
    if (!lacking.isEmpty()) {
      faults.add(
          source.property(),
          "%s: has no rule for %s, of which tokens for %s are made, so nobody gets one by %s; add %s.%s, or leave it out of %s"
              .formatted(
                  source.property(),
                  String.join(", ", lacking),
                  audience,
                  source.title(),
                  source.property(),
                  lacking.getFirst(),
                  property));
    }
  }
}
