package io.vouchsafe.ops.console;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.KeyRole;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which issuers {@code GET /keys} is asked for.
 *
 * @param issuer the one name that is asked for
 * @param org the one organisation that is asked for, in whatever template
 * @param key the Transit key whose issuer is asked for
 * @param after those whose names come after this one
 * @param limit how many at most
 */
record KeyQuery(
    Optional<String> issuer, Optional<String> org, Optional<String> key, String after, int limit) {
  static final int LIMIT = 100;
  static final int MOST = 1000;
  private static final Set<String> KNOWN = Set.of("issuer", "org", "key", "after", "limit");

  /**
   * @throws IllegalArgumentException naming the parameter that cannot be taken, and why
   */
  static KeyQuery of(Map<String, List<String>> parameters) {
    for (String name : parameters.keySet()) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException(
            "there are the parameters issuer, org, key, after and limit");
      }
      if (parameters.get(name).size() > 1) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    }
    Optional<String> org = value("org", parameters);
    if (org.filter(it -> !OrgPattern.isName(it)).isPresent()) {
      throw new IllegalArgumentException(
          "org must be 1 to 63 of a-z, 0-9 and -, and not begin with -");
    }
    return new KeyQuery(
        value("issuer", parameters),
        org,
        value("key", parameters),
        value("after", parameters).orElse(""),
        value("limit", parameters).map(KeyQuery::limit).orElse(LIMIT));
  }

  private static Optional<String> value(String name, Map<String, List<String>> parameters) {
    return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
  }

  private static int limit(String text) {
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit must be a number from 1 to " + MOST);
    }
    return Integer.parseInt(text);
  }

  /** The organisations of a template that it asks for by their names or by that of a key. */
  List<String> orgs(IssuerTemplate template) {
    String prefix = Issuer.name(template.name(), "");
    return Stream.of(
            org.stream(),
            issuer.filter(it -> it.startsWith(prefix)).stream()
                .map(it -> it.substring(prefix.length())),
            key.stream().flatMap(it -> orgs(template, it)))
        .flatMap(Function.identity())
        .distinct()
        .toList();
  }

  private static Stream<String> orgs(IssuerTemplate template, String key) {
    return Stream.of(KeyRole.values())
        .flatMap(role -> template.keyPrefix().plus(role.keyName("")).org(key).stream());
  }

  /** Whether it asks for this one by the name of a key. */
  boolean findsByKey(Issuer one) {
    return Stream.of(KeyRole.values())
        .map(role -> role.keyName(one.keyPrefix()))
        .anyMatch(name -> key.filter(name::equals).isPresent());
  }

  /** Whether it asks for one by its name or by that of a key. */
  boolean finds() {
    return issuer.isPresent() || org.isPresent() || key.isPresent();
  }
}
