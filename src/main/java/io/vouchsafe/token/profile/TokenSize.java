package io.vouchsafe.token.profile;

import io.vouchsafe.token.Workload;
import java.util.List;
import java.util.Map;

/** How long a token can become, whatever the JSON of its claims escapes. */
final class TokenSize {
  /** Of the header, the signature of a key of 4096 bits, and the claims of every token. */
  private static final int ELSE = 2_000;

  /** Octets of quotes, colon and comma around a name or a value. */
  private static final int AROUND = 4;

  private TokenSize() {}

  /** An upper bound in characters. */
  static int of(Candidate token) {
    int octets =
        octets(token.claims())
            + Workload.octets(token.subject())
            + Workload.octets(token.audience());
    return ELSE + (octets * 4 + 2) / 3;
  }

  private static int octets(Object value) {
    return AROUND
        + switch (value) {
          case Map<?, ?> members ->
              members.entrySet().stream()
                  .mapToInt(member -> octets(member.getKey()) + octets(member.getValue()))
                  .sum();
          case List<?> elements -> elements.stream().mapToInt(TokenSize::octets).sum();
          default -> Workload.octets(value.toString());
        };
  }
}
