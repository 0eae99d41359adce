package io.vouchsafe.ops.console;

import io.vertx.core.MultiMap;
import io.vouchsafe.base.OrgPattern;
import java.util.Optional;
import java.util.Set;

/**
 * Which issuers {@code GET /keys} is asked for.
 *
 * @param issuer the one name that is asked for
 * @param org the one organisation that is asked for, in whatever template
 * @param after those whose names come after this one
 * @param limit how many at most
 */
record KeyQuery(Optional<String> issuer, Optional<String> org, String after, int limit) {
  static final int LIMIT = 100;
  static final int MOST = 1000;
  private static final Set<String> KNOWN = Set.of("issuer", "org", "after", "limit");

  /**
   * @throws IllegalArgumentException naming the parameter that cannot be taken, and why
   */
  static KeyQuery of(MultiMap parameters) {
    for (String name : parameters.names()) {
      if (!KNOWN.contains(name)) {
        throw new IllegalArgumentException("there are the parameters issuer, org, after and limit");
      }
      if (parameters.getAll(name).size() > 1) {
        throw new IllegalArgumentException(name + " is there twice");
      }
    }
    Optional<String> org = Optional.ofNullable(parameters.get("org"));
    if (org.filter(it -> !OrgPattern.isName(it)).isPresent()) {
      throw new IllegalArgumentException(
          "org must be 1 to 63 of a-z, 0-9 and -, and not begin with -");
    }
    return new KeyQuery(
        Optional.ofNullable(parameters.get("issuer")),
        org,
        Optional.ofNullable(parameters.get("after")).orElse(""),
        limit(parameters.get("limit")));
  }

  private static int limit(String text) {
    if (text == null) {
      return LIMIT;
    }
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException("limit must be a number from 1 to " + MOST);
    }
    return Integer.parseInt(text);
  }

  /** Whether it asks for one by its name. */
  boolean finds() {
    return issuer.isPresent() || org.isPresent();
  }
}
