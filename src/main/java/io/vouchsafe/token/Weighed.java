package io.vouchsafe.token;

import io.vouchsafe.token.profile.Finding;
import io.vouchsafe.token.profile.RelyingParty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a token would be, and what the relying party's rules say of it.
 *
 * @param findings one for each rule of the audience's profile, in their order
 */
record Weighed(TokenShape shape, RelyingParty relyingParty, List<Finding> findings) {
  Weighed {
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(relyingParty, "relyingParty");
    findings = List.copyOf(findings);
  }

  /** Why the token is refused; empty if it keeps every rule. */
  Optional<Problem> problem() {
    return findings.stream()
        .flatMap(finding -> finding.problem(relyingParty.title()).stream())
        .findFirst();
  }
}
