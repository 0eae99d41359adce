package io.vouchsafe.caller;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.proof.Refusals;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a grant whose header is the first line of the input and whose claims are the rest, signed
 * by the grant key, so that nothing but its words can be at fault. {@code KID} is the key's id.
 */
public final class GrantFuzz {
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final OneIssuer ISSUER = issuer();
  private static final String KID = ISSUER.newestGrantVersion().kid().value();

  private GrantFuzz() {}

  private static OneIssuer issuer() {
    OneIssuer issuer = new OneIssuer();
    issuer.keys.refresh();
    Broker edge =
        BrokersGrants.broker(
            Map.of("org", List.of("shop")), LONGEST, Duration.ofDays(7), BrokersGrants.AWS);
    issuer.brokers.put(edge.name(), edge);
    return issuer;
  }

  /**
   * @throws IllegalStateException if it gives more than its broker may, or the problem is another
   *     than bad credentials or a broker that was narrowed
   */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, UTF_8).replace("KID", KID);
    int end = Math.max(text.indexOf('\n'), 0);
    String grant =
        Jwts.signed(
            text.substring(0, end),
            text.substring(end).strip(),
            ISSUER.pair(ISSUER.newestGrantVersion()).getPrivate(),
            "SHA256withECDSAinP1363Format");
    try {
      check(ISSUER.grants.check(grant));
    } catch (Problem problem) {
      if (problem.kind() != Problem.Kind.FORBIDDEN) {
        Refusals.requireBadCredentials(problem);
      }
    }
  }

  private static void check(Entitlement entitlement) {
    boolean bounded =
        entitlement.workload().attributes().keySet().equals(Set.of("org"))
            && entitlement.maxTtl().compareTo(LONGEST) <= 0
            && entitlement.audiences().sorted().equals(List.of(BrokersGrants.AWS));
    if (!bounded) {
      throw new IllegalStateException("a grant gives " + entitlement);
    }
  }
}
