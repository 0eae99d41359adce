package io.vouchsafe.testing.cloud;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A role that a federated workload may assume.
 *
 * @param arn such as {@code arn:aws:iam::123456789012:role/checkout}
 * @param issuer whose provider is the principal of its trust policy
 * @param conditions {@code StringLike} on {@code sub} and {@code aud}: {@code *} stands for any
 *     text and {@code ?} for a character; what is not named is not looked at, as in AWS
 * @param maySetTags whether the trust policy allows {@code sts:TagSession}
 */
public record AwsRole(
    String arn, String issuer, Map<String, String> conditions, boolean maySetTags) {
  private static final List<String> KEYS = List.of("sub", "aud");

  /** Refuses conditions on claims that AWS does not know of a provider like ours. */
  public AwsRole {
    if (!KEYS.containsAll(conditions.keySet())) {
      throw new IllegalArgumentException("conditions are on " + KEYS + ", not " + conditions);
    }
    conditions = Map.copyOf(conditions);
  }

  /** A role for one subject and one audience. */
  public static AwsRole of(String arn, String issuer, String subject, String audience) {
    return new AwsRole(arn, issuer, Map.of("sub", subject, "aud", audience), false);
  }

  boolean takes(String subject, String audience) {
    return fits("sub", subject) && fits("aud", audience);
  }

  private boolean fits(String key, String value) {
    return !conditions.containsKey(key) || pattern(conditions.get(key)).matcher(value).matches();
  }

  private static Pattern pattern(String like) {
    String quoted = Pattern.quote(like).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    return Pattern.compile(quoted, Pattern.DOTALL);
  }
}
