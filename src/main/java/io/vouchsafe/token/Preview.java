package io.vouchsafe.token;

import io.vouchsafe.token.profile.Finding;
import io.vouchsafe.token.profile.RelyingParty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a token would be: nothing was signed or recorded for it, and a token that is asked for later
 * has other times and another {@code jti}.
 *
 * @param header without {@code kid} while no key version may sign
 * @param claims as {@link PreparedToken#claims}
 * @param relyingParty whose rules were asked
 * @param findings one for each rule, in their order
 * @param problem why no such token is issued; empty if it keeps every rule
 */
public record Preview(
    Map<String, Object> header,
    Map<String, Object> claims,
    RelyingParty relyingParty,
    List<Finding> findings,
    Optional<Problem> problem) {
  public Preview {
    header = Collections.unmodifiableMap(new LinkedHashMap<>(header));
    claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    Objects.requireNonNull(relyingParty, "relyingParty");
    findings = List.copyOf(findings);
    Objects.requireNonNull(problem, "problem");
  }
}
