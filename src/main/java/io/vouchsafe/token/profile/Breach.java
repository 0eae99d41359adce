package io.vouchsafe.token.profile;

import java.util.Objects;

/**
 * How a token breaks a rule.
 *
 * @param member the parameter or JSON member at fault, such as {@code workload.app}
 * @param reason what is wrong with it, as the end of a sentence that begins with the member
 */
public record Breach(String member, String reason) {
  public Breach {
    Objects.requireNonNull(member, "member");
    Objects.requireNonNull(reason, "reason");
  }
}
