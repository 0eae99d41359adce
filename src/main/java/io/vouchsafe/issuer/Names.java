package io.vouchsafe.issuer;

import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;

/**
 * The organisations that exist, as they were last listed. Immutable, and compact: one reference
 * beside each name, which is the same object from one list to the next.
 */
final class Names {
  static final Names NONE = new Names(new String[0]);

  private final String[] sorted;

  private Names(String[] sorted) {
    this.sorted = sorted;
  }

  /**
   * @param names in their natural order
   * @param before whose objects are kept where a name is the same
   */
  static Names of(SortedSet<String> names, Names before) {
    String[] sorted = names.toArray(String[]::new);
    for (int i = 0; i < sorted.length; i++) {
      int known = Arrays.binarySearch(before.sorted, sorted[i]);
      if (known >= 0) {
        sorted[i] = before.sorted[known];
      }
    }
    return new Names(sorted);
  }

  boolean contains(String name) {
    return Arrays.binarySearch(sorted, name) >= 0;
  }

  int size() {
    return sorted.length;
  }

  /** At most {@code limit} of them, in order, that come after {@code after}. */
  List<String> after(String after, int limit) {
    int found = Arrays.binarySearch(sorted, after);
    int from = found >= 0 ? found + 1 : -found - 1;
    return List.of(Arrays.copyOfRange(sorted, from, from + Math.min(sorted.length - from, limit)));
  }

  /** Those that are not among {@code others}. */
  List<String> without(Names others) {
    return Arrays.stream(sorted).filter(name -> !others.contains(name)).toList();
  }
}
