package io.vouchsafe.agent.lint;

import java.util.Objects;
import java.util.Set;

/**
 * What a rule found.
 *
 * @param concerns those that it matters to, of those that were asked for
 * @param found in a few words
 */
record Finding(Rule rule, Set<RelyingParty> concerns, String found) {
  Finding {
    Objects.requireNonNull(rule, "rule");
    concerns = Set.copyOf(concerns);
    Objects.requireNonNull(found, "found");
  }

  boolean isRefusal() {
    return rule.severity() == Severity.REFUSED;
  }
}
