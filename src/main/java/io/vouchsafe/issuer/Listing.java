package io.vouchsafe.issuer;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.key.KeyRole;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What one list of the names of all keys says of a template's organisations.
 *
 * @param names those that have a key in every role
 */
record Listing(Names names, Incomplete incomplete) {

  /**
   * @param prefix what the names of an organisation's keys begin with
   * @param before the organisations of the list before this one
   */
  static Listing of(
      OrgPattern prefix, Iterable<String> keyNames, Set<KeyRole> roles, Names before) {
    Found found = new Found(prefix, roles);
    keyNames.forEach(found::add);
    Incomplete incomplete = found.incomplete();
    return new Listing(Names.of(found.complete(), before), incomplete);
  }

  /**
   * What was found of each organisation.
   *
   * @param has a bit for each role that it has a key in
   * @param misnamed a key that has its name in other letters
   */
  private record Found(
      OrgPattern prefix,
      Map<KeyRole, OrgPattern> patterns,
      TreeMap<String, Integer> has,
      Map<String, String> misnamed) {
    Found(OrgPattern prefix, Set<KeyRole> roles) {
      this(prefix, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
      roles.forEach(role -> patterns.put(role, prefix.plus(role.keyName(""))));
    }

    private static int bit(KeyRole role) {
      return 1 << role.ordinal();
    }

    void add(String keyName) {
      patterns.forEach((role, pattern) -> add(keyName, role, pattern));
    }

    private void add(String keyName, KeyRole role, OrgPattern pattern) {
      pattern.org(keyName).ifPresent(org -> has.merge(org, bit(role), (a, b) -> a | b));
      meant(pattern, keyName)
          .filter(org -> misnamed.size() < Incomplete.MOST)
          .ifPresent(
              org -> {
                misnamed.putIfAbsent(org, keyName);
                has.putIfAbsent(org, 0);
              });
    }

    private boolean lacks(String org, KeyRole role) {
      return (has.get(org) & bit(role)) == 0;
    }

    private boolean isIncomplete(String org) {
      return patterns.keySet().stream().anyMatch(role -> lacks(org, role));
    }

    SortedSet<String> complete() {
      has.keySet().removeIf(this::isIncomplete);
      return has.navigableKeySet();
    }

    Incomplete incomplete() {
      int count = (int) has.keySet().stream().filter(this::isIncomplete).count();
      return new Incomplete(
          has.keySet().stream()
              .filter(this::isIncomplete)
              .limit(Incomplete.MOST)
              .map(this::incomplete)
              .toList(),
          count);
    }

    private Incomplete.Organisation incomplete(String org) {
      return new Incomplete.Organisation(
          org,
          patterns.keySet().stream()
              .filter(role -> lacks(org, role))
              .map(role -> role.keyName(prefix.of(org)))
              .toList(),
          Optional.ofNullable(misnamed.get(org)));
    }
  }

  /** The organisation that is meant; where nothing comes before its name, keys are of anybody. */
  private static Optional<String> meant(OrgPattern pattern, String keyName) {
    int to = keyName.length() - pattern.after().length();
    if (pattern.before().isEmpty()
        || !keyName.startsWith(pattern.before())
        || !keyName.endsWith(pattern.after())
        || to <= pattern.before().length()) {
      return Optional.empty();
    }
    String name = keyName.substring(pattern.before().length(), to);
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.equals(name) || !OrgPattern.isName(lower) ? Optional.empty() : Optional.of(lower);
  }
}
