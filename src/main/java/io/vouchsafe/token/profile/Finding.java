package io.vouchsafe.token.profile;

import io.vouchsafe.token.Problem;
import java.util.Objects;
import java.util.Optional;

/** What a rule says of one token. */
public record Finding(Rule rule, Optional<Breach> breach) {
  public Finding {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(breach, "breach");
  }

  /** Whether the token keeps the rule. */
  public boolean kept() {
    return breach.isEmpty();
  }

  /** The refusal of a token that {@code relyingParty} would refuse; empty if it keeps the rule. */
  public Optional<Problem> problem(String relyingParty) {
    return breach.map(
        broken ->
            Problem.invalid(
                broken.member(),
                "%s; %s takes %s (%s)"
                    .formatted(broken.reason(), relyingParty, rule.demands(), rule.source())));
  }
}
