package io.vouchsafe.token.profile;

import io.vouchsafe.base.Reasons;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The session tags of AWS, in the nested form of the claim, which has arrays of one value.
 *
 * <p>A workload without an attribute that a tag is made of gets no token: where a session lacks a
 * tag, the role's own tag of that key would hold instead.
 *
 * @param byKey the attribute that each tag's value is made of, by the tag's key
 * @param transitive keys of tags that stay in the sessions that follow by role chaining
 */
public record SessionTags(SortedMap<String, String> byKey, SortedSet<String> transitive) {
  static final String TAGS =
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html";
  static final String TAG = "https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html";

  /** The claim with the tags. */
  public static final String CLAIM = Aws.CLAIMS + "tags";

  /** No tags. */
  public static final SessionTags NONE = new SessionTags(new TreeMap<>(), new TreeSet<>());

  private static final String CHARACTERS = "letters, digits, spaces and _ . : / = + - @";
  private static final Pattern TEXT = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
  private static final int MOST = 50;
  private static final int KEY = 128;
  private static final int VALUE = 256;

  /**
   * @throws IllegalArgumentException naming every key that AWS refuses
   */
  public SessionTags {
    byKey = Collections.unmodifiableSortedMap(new TreeMap<>(byKey));
    transitive = Collections.unmodifiableSortedSet(new TreeSet<>(transitive));
    Reasons reasons =
        new Reasons()
            .unless(
                byKey.size() <= MOST,
                "tags are %d, and AWS takes at most %d session tags (%s)",
                byKey.size(),
                MOST,
                TAGS);
    Set<String> folded = new HashSet<>();
    byKey.forEach((key, attribute) -> check(key, attribute, folded, reasons));
    for (String key : transitive) {
      reasons.unless(
          byKey.containsKey(key), "transitive-tags names %s, which is none of the tags", key);
    }
    reasons.refuse();
  }

  private static void check(String key, String attribute, Set<String> folded, Reasons reasons) {
    reasons
        .unless(
            !key.isEmpty() && key.length() <= KEY && TEXT.matcher(key).matches(),
            "tags has the key %s, and AWS takes 1 to %d %s (%s)",
            key,
            KEY,
            CHARACTERS,
            TAG)
        .unless(
            !key.toLowerCase(Locale.ROOT).startsWith("aws:"),
            "tags has the key %s, and AWS keeps the prefix aws: for itself (%s)",
            key,
            TAGS)
        .unless(
            folded.add(key.toLowerCase(Locale.ROOT)),
            "tags has the key %s in two cases, and AWS tells no tags apart by case (%s)",
            key,
            TAGS);
    try {
      Workload.checkName(attribute);
    } catch (Problem refused) {
      reasons.unless(false, "tags makes %s of %s, which is no attribute's name", key, attribute);
    }
  }

  boolean isEmpty() {
    return byKey.isEmpty();
  }

  Map<String, Object> claim(Workload workload) {
    Map<String, Object> values = new LinkedHashMap<>();
    byKey.forEach((key, attribute) -> values.put(key, List.of(Aws.single(attribute, workload))));
    Map<String, Object> claim = new LinkedHashMap<>();
    claim.put("principal_tags", values);
    if (!transitive.isEmpty()) {
      claim.put("transitive_tag_keys", List.copyOf(transitive));
    }
    return claim;
  }

  Rule rule() {
    return new Rule.OfToken(
        "aws-tag-value",
        "values of session tags of at most %d %s".formatted(VALUE, CHARACTERS),
        TAG,
        this::breach);
  }

  private Optional<Breach> breach(Candidate token) {
    if (!(token.claims().get(CLAIM) instanceof Map<?, ?> claim)
        || !(claim.get("principal_tags") instanceof Map<?, ?> values)) {
      throw new IllegalArgumentException("no session tags");
    }
    return byKey.entrySet().stream()
        .filter(tag -> !isTaken((String) ((List<?>) values.get(tag.getKey())).getFirst()))
        .map(
            tag ->
                new Breach(
                    "workload." + tag.getValue(),
                    "cannot be the value of the session tag " + tag.getKey()))
        .findFirst();
  }

  private static boolean isTaken(String value) {
    return value.length() <= VALUE && TEXT.matcher(value).matches();
  }
}
