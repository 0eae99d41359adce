package io.vouchsafe.issuer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The organisations that some of their keys are listed of and that are none therefore, as they were
 * last listed. Immutable, and bounded however many keys there are.
 *
 * @param first in the order of their names, {@value #MOST} at most
 * @param count how many there are
 */
public record Incomplete(List<Incomplete.Organisation> first, int count) {
  static final int MOST = 1000;

  static final Incomplete NONE = new Incomplete(List.of(), 0);

  /**
   * One of them.
   *
   * @param missing the names of the keys that are not there
   * @param misnamed a key with upper-case letters where the organisation's name is, which no
   *     organisation can have
   */
  public record Organisation(String name, List<String> missing, Optional<String> misnamed) {
    public Organisation {
      Objects.requireNonNull(name, "name");
      missing = List.copyOf(missing);
      Objects.requireNonNull(misnamed, "misnamed");
    }
  }

  public Incomplete {
    first = List.copyOf(first);
  }

  /** What there is of an organisation, if it is among the first. */
  public Optional<Organisation> find(String name) {
    return first.stream().filter(it -> it.name().equals(name)).findFirst();
  }

  /** Those that were incomplete in the list before, too: whoever makes keys makes one by one. */
  Incomplete since(Incomplete before) {
    Set<Organisation> known = Set.copyOf(before.first);
    List<Organisation> lasting = first.stream().filter(known::contains).toList();
    int beyond = Math.max(0, Math.min(count, before.count) - MOST);
    return new Incomplete(lasting, lasting.size() + beyond);
  }
}
