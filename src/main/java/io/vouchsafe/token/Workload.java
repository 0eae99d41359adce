package io.vouchsafe.token;

import java.util.Collections;
import java.util.List;
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
   * Reserved claim names: RFC 7519, 4.1; OpenID Connect Core 1.0, 2, 3.3.2.11 and 5.1; RFC 7800
   * ({@code cnf}), RFC 8693 ({@code act}, {@code may_act}, {@code scope}, {@code client_id}).
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

  /** Octets of the quotes and the comma. */
  private static final int AROUND_AN_ELEMENT = 3;

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

  /** Whether {@code name} can be an attribute's. */
  public static boolean isAttributeName(String name) {
    return NAME.matcher(name).matches() && !RESERVED.contains(name);
  }

  /**
   * Checks that {@code name} can be an attribute's.
   *
   * @throws Problem if not, with the reason
   */
  public static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw Problem.invalid(
          "workload", "has an attribute whose name does not match [a-z][a-z0-9_]{0,63}");
    }
    if (RESERVED.contains(name)) {
      throw Problem.invalid("workload." + name, "is a reserved claim name; choose another name");
    }
  }

  /**
   * Octets that all names and values take in JSON: with the punctuation of lists, which have no
   * end, and without that of attributes, which are few.
   */
  int size() {
    int size = 0;
    for (Map.Entry<String, AttributeValue> attribute : attributes.entrySet()) {
      size += size(attribute);
    }
    return size;
  }

  private static int size(Map.Entry<String, AttributeValue> attribute) {
    return octets(attribute.getKey())
        + switch (attribute.getValue()) {
          case AttributeValue.Texts(List<String> values) ->
              values.stream().mapToInt(value -> octets(value) + AROUND_AN_ELEMENT).sum();
          case AttributeValue single -> octets(single.texts().getFirst());
        };
  }

  /** Octets that {@code text} takes inside a JSON string, however much of it is escaped. */
  public static int octets(String text) {
    int octets = 0;
    for (int i = 0; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      octets += octets(codePoint);
      i += Character.charCount(codePoint);
    }
    return octets;
  }

  private static int utf8Octets(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }

  private static int octets(int codePoint) {
    if (codePoint == '"' || codePoint == '\\' || codePoint == '/') {
      return 2;
    }
    boolean mayBeEscaped =
        Character.isISOControl(codePoint) || (codePoint >= 0x2000 && codePoint < 0x2100);
    return mayBeEscaped ? 6 : utf8Octets(codePoint);
  }
}
