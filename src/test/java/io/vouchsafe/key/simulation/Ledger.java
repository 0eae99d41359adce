package io.vouchsafe.key.simulation;

import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every token that left, and every JWKS that could be fetched to keep. Checking the one against the
 * other covers all well-behaved verifiers at once, whenever they fetch.
 */
final class Ledger {

  /**
   * A token that left.
   *
   * @param acceptedUntil when the last verifier takes it for expired
   */
  record Token(
      String issuedBy,
      Region signedIn,
      KeyRole role,
      Kid kid,
      Kid signedWith,
      Instant left,
      Instant acceptedUntil) {
    boolean meets(Copy copy) {
      return copy.scope().covers(this)
          && !copy.from().isAfter(acceptedUntil)
          && copy.until().plus(copy.kept()).isAfter(left);
    }
  }

  /**
   * The tokens whose kids a copy has to have.
   *
   * @param region that they were signed in; any if empty
   */
  record Scope(boolean grants, Optional<Region> region) {
    static final Scope TOKENS = new Scope(false, Optional.empty());
    static final Scope GRANTS = new Scope(true, Optional.empty());

    static Scope of(Region region) {
      return new Scope(false, Optional.of(region));
    }

    boolean covers(Token token) {
      return grants == (token.role() == KeyRole.GRANT)
          && region.map(token.signedIn()::equals).orElse(true);
    }
  }

  /** A JWKS that could be fetched at any instant of a time, to be kept for a time. */
  record Copy(
      String servedBy, Scope scope, Set<Kid> kids, Instant from, Instant until, Duration kept) {
    Copy lasting(Instant longer) {
      return new Copy(servedBy, scope, kids, from, longer, kept);
    }

    boolean goesOnAs(Copy next) {
      return until.equals(next.from) && kept.equals(next.kept) && kids.equals(next.kids);
    }
  }

  /** The copies of one kind from one instance follow each other. */
  private record Source(String servedBy, Scope scope) {}

  private record Span(Instant from, Instant until) {}

  private final List<Token> tokens = new ArrayList<>();
  private final Map<Source, List<Copy>> copies = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();

  void issued(Token token) {
    tokens.add(token);
    if (!token.kid().equals(token.signedWith())) {
      violations.add(new Violation("kid and signature differ", token));
    }
  }

  void served(Copy copy) {
    if (copy.kids().isEmpty()) {
      violations.add(new Violation("empty JWKS", copy));
    }
    if (!copy.from().isBefore(copy.until())) {
      return;
    }
    List<Copy> before =
        copies.computeIfAbsent(
            new Source(copy.servedBy(), copy.scope()), ignored -> new ArrayList<>());
    if (!before.isEmpty() && before.getLast().goesOnAs(copy)) {
      before.set(before.size() - 1, before.getLast().lasting(copy.until()));
    } else {
      before.add(copy);
    }
  }

  void violated(String what) {
    violations.add(new Violation(what, Optional.empty(), Optional.empty()));
  }

  int tokens() {
    return tokens.size();
  }

  List<Token> allTokens() {
    return List.copyOf(tokens);
  }

  int copies() {
    return copies.values().stream().mapToInt(List::size).sum();
  }

  /** The most versions of one key, of one region, that a JWKS held. */
  int mostPublished() {
    return copies.values().stream()
        .flatMap(List::stream)
        .map(Ledger::mostOfAKey)
        .max(Comparator.naturalOrder())
        .orElse(0);
  }

  private static int mostOfAKey(Copy copy) {
    Map<String, Integer> counts = new HashMap<>();
    copy.kids()
        .forEach(
            kid ->
                counts.merge(
                    kid.value().substring(0, kid.value().lastIndexOf('-')), 1, Integer::sum));
    return counts.values().stream().max(Comparator.naturalOrder()).orElse(0);
  }

  /** Everything that broke the promise; for each kid and copy the first token. */
  List<Violation> check() {
    List<Violation> found = new ArrayList<>(violations);
    Map<Kid, List<Token>> byKid = new HashMap<>();
    tokens.forEach(t -> byKid.computeIfAbsent(t.kid(), ignored -> new ArrayList<>()).add(t));
    byKid.forEach(
        (kid, under) -> {
          List<Span> spans = spans(under);
          copies.values().stream()
              .flatMap(List::stream)
              .filter(copy -> copy.scope().covers(under.getFirst()))
              .filter(copy -> !copy.kids().contains(kid))
              .filter(copy -> spans.stream().anyMatch(span -> meets(span, copy)))
              .flatMap(copy -> meeting(under, copy))
              .forEach(found::add);
        });
    return found;
  }

  private static Stream<Violation> meeting(List<Token> under, Copy copy) {
    return under.stream()
        .filter(token -> token.meets(copy))
        .map(token -> new Violation("kid missing in a copy", token, copy));
  }

  private static boolean meets(Span span, Copy copy) {
    return !copy.from().isAfter(span.until())
        && copy.until().plus(copy.kept()).isAfter(span.from());
  }

  private static List<Span> spans(List<Token> under) {
    List<Span> merged = new ArrayList<>();
    under.stream()
        .sorted(Comparator.comparing(Token::left))
        .forEach(
            token -> {
              if (merged.isEmpty() || merged.getLast().until().isBefore(token.left())) {
                merged.add(new Span(token.left(), token.acceptedUntil()));
              } else if (merged.getLast().until().isBefore(token.acceptedUntil())) {
                merged.set(
                    merged.size() - 1, new Span(merged.getLast().from(), token.acceptedUntil()));
              }
            });
    return merged;
  }
}
