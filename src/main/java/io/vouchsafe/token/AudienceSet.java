package io.vouchsafe.token;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which audiences may be asked for: those named, or every one where {@code *} is among them. */
public record AudienceSet(Set<String> names) {
  static final String ANY = "*";

  public AudienceSet {
    names = Set.copyOf(names);
    if (names.isEmpty()) {
      throw new IllegalArgumentException("at least one audience is needed");
    }
  }

  public static AudienceSet of(Collection<String> names) {
    return new AudienceSet(Set.copyOf(names));
  }

  boolean contains(String audience) {
    return names.contains(ANY) || names.contains(audience);
  }

  public boolean containsAll(AudienceSet other) {
    return names.contains(ANY) || names.containsAll(other.names);
  }

  /** Those that are in both; empty if there are none. */
  public Optional<AudienceSet> common(AudienceSet other) {
    if (other.names.contains(ANY)) {
      return Optional.of(this);
    }
    if (names.contains(ANY)) {
      return Optional.of(other);
    }
    Set<String> common = new TreeSet<>(names);
    common.retainAll(other.names);
    return common.isEmpty() ? Optional.empty() : Optional.of(new AudienceSet(common));
  }

  /** In a stable order. */
  public List<String> sorted() {
    return List.copyOf(new TreeSet<>(names));
  }
}
