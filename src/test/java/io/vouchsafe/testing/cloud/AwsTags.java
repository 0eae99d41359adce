package io.vouchsafe.testing.cloud;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The session tags of a token ("Passing session tags using AssumeRoleWithWebIdentity" in the IAM
 * user guide), nested or flat: at most 50, keys of at most 128 characters and values of at most
 * 256, one value a key, and keys that differ in more than case. What AWS answers beyond these
 * limits is not documented; the stand-in answers {@code InvalidIdentityToken}.
 *
 * @param principal by key
 * @param transitive keys whose tags go on with the session
 */
record AwsTags(Map<String, String> principal, List<String> transitive) {
  private static final String CLAIM = "https://aws.amazon.com/tags";
  private static final String PRINCIPAL = "principal_tags";
  private static final String TRANSITIVE = "transitive_tag_keys";
  private static final int MOST = 50;
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  static AwsTags of(Map<String, Object> claims) throws AwsRefused {
    AwsTags tags = new AwsTags(new HashMap<>(), new ArrayList<>());
    if (claims.get(CLAIM) instanceof Map<?, ?> nested) {
      if (nested.get(PRINCIPAL) instanceof Map<?, ?> principal) {
        for (var tag : principal.entrySet()) {
          tags.add(tag.getKey().toString(), tag.getValue());
        }
      }
      tags.addTransitive(nested.get(TRANSITIVE));
    }
    String flat = CLAIM + "/" + PRINCIPAL + "/";
    for (var claim : claims.entrySet()) {
      if (claim.getKey().startsWith(flat)) {
        tags.add(claim.getKey().substring(flat.length()), claim.getValue());
      }
    }
    tags.addTransitive(claims.get(CLAIM + "/" + TRANSITIVE));
    tags.check();
    return tags;
  }

  private void add(String key, Object value) throws AwsRefused {
    Object one = value instanceof List<?> list && list.size() == 1 ? list.getFirst() : value;
    if (!(one instanceof String text)) {
      throw AwsRefused.invalidToken("session tag " + key + " has to have one value");
    }
    principal.put(key, text);
  }

  private void addTransitive(Object keys) {
    if (keys instanceof List<?> list) {
      list.forEach(key -> transitive.add(key.toString()));
    }
  }

  private void check() throws AwsRefused {
    if (principal.size() > MOST) {
      throw AwsRefused.invalidToken("a session has at most 50 tags, not " + principal.size());
    }
    for (var tag : principal.entrySet()) {
      if (tag.getKey().length() > LONGEST_KEY || tag.getValue().length() > LONGEST_VALUE) {
        throw AwsRefused.invalidToken("session tag " + tag.getKey() + " is too long");
      }
    }
    long keys = principal.keySet().stream().map(k -> k.toLowerCase(Locale.ROOT)).distinct().count();
    if (keys < principal.size()) {
      throw AwsRefused.invalidToken("keys of session tags differ in case only");
    }
    if (!principal.keySet().containsAll(transitive)) {
      throw AwsRefused.invalidToken("a transitive tag key is none of the principal tags");
    }
  }

  boolean isEmpty() {
    return principal.isEmpty();
  }
}
