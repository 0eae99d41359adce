package io.vouchsafe.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Who a workload is: its attributes, each of which becomes a claim of the same name.
 *
 * @param attributes 1 to 64; names match {@code [a-z][a-z0-9_]{0,63}} and are none of {@link
 *     #RESERVED}
 */
public record Workload(SortedMap<String, AttributeValue> attributes) {
  /**
   * Claims that have a meaning of their own: RFC 7519, 4.1; OpenID Connect Core 1.0, 2, 3.3.2.11
   * and 5.1; RFC 7800 ({@code cnf}), RFC 8693 ({@code act}, {@code may_act}, {@code scope}, {@code
   * client_id}).
   */
  public static final Set<String> RESERVED =
      Set.of(
          "iss",
          "sub",
          "aud",
          "exp",
          "nbf",
          "iat",
          "jti",
          "auth_time",
          "nonce",
          "acr",
          "amr",
          "azp",
          "at_hash",
          "c_hash",
          "name",
          "given_name",
          "family_name",
          "middle_name",
          "nickname",
          "preferred_username",
          "profile",
          "picture",
          "website",
          "email",
          "email_verified",
          "gender",
          "birthdate",
          "zoneinfo",
          "locale",
          "phone_number",
          "phone_number_verified",
          "address",
          "updated_at",
          "cnf",
          "act",
          "may_act",
          "scope",
          "client_id");

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final int MOST_ATTRIBUTES = 64;

  /**
   * @throws Problem naming the attribute that is not allowed
   */
  public Workload {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    if (attributes.isEmpty()) {
      throw Problem.invalid("workload", "must name at least one attribute");
    }
    if (attributes.size() > MOST_ATTRIBUTES) {
      throw Problem.invalid("workload", "has more than " + MOST_ATTRIBUTES + " attributes");
    }
    attributes.keySet().forEach(Workload::checkName);
  }

  public static Workload of(Map<String, AttributeValue> attributes) {
    return new Workload(new TreeMap<>(attributes));
  }

  /**
   * Whether {@code name} can be an attribute's.
   *
   * @throws Problem if not, with the reason
   */
  public static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.invalid(
          "workload", "has an attribute whose name does not match [a-z][a-z0-9_]{0,63}");
    }
    if (RESERVED.contains(name)) {
      throw Problem.invalid(
          "workload." + name, "is a claim with a meaning of its own; choose another name");
    }
  }

  /** Octets of all names and values in UTF-8. */
  public int size() {
    return attributes.entrySet().stream()
        .mapToInt(
            entry ->
                octets(entry.getKey())
                    + entry.getValue().texts().stream().mapToInt(Workload::octets).sum())
        .sum();
  }

  static int octets(String text) {
    return text.getBytes(UTF_8).length;
  }
}
