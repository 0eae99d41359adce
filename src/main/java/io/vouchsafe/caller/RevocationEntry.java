package io.vouchsafe.caller;

import io.vouchsafe.base.Sha256;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A revocation of one grant, or of all grants of one workload so far. Its name says all of it: a
 * list of names is a list of revocations.
 *
 * @param expiresAt from when on no grant lives that it could concern; whole seconds
 * @param scope whose grants it concerns
 * @param until grants that were made at this instant or before are revoked; {@link #ALL} for a
 *     single grant
 */
record RevocationEntry(Instant expiresAt, Scope scope, Instant until) {
  /** Later than any grant. */
  static final Instant ALL = Instant.MAX;

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final String SECONDS = "([0-9]{10})";
  private static final Pattern NAME =
      Pattern.compile(
          SECONDS
              + "\\.([A-Za-z0-9_-]{16})\\.(~?[A-Za-z0-9_-]{1,40})"
              + "\\.(?:(grant)\\.([A-Za-z0-9_-]{43})|(sub)\\.([A-Za-z0-9_-]{43})\\."
              + SECONDS
              + ")");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]{1,40}");
  private static final int CLOCKS = 5;
  private static final int OCTETS_OF_ISSUER = 12;
  private static final int OCTETS_OF_BROKER = 16;

  /** What is revoked. */
  enum Kind {
    GRANT("grant"),
    SUBJECT("sub");

    private final String word;

    Kind(String word) {
      this.word = word;
    }
  }

  /**
   * Which grants of which broker.
   *
   * @param issuer {@link #issuer} of the {@code iss}
   * @param broker {@link #broker} of the name
   * @param hash the base64url of the SHA-256 of the grant's id, or of its {@code sub}
   */
  record Scope(String issuer, String broker, Kind kind, String hash) {
    Scope {
      Objects.requireNonNull(issuer, "issuer");
      Objects.requireNonNull(broker, "broker");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(hash, "hash");
    }

    /** One broker of one issuer. */
    record Holder(String issuer, String broker) {}

    Holder holder() {
      return new Holder(issuer, broker);
    }

    /** The grant {@code id} of a broker. */
    static Scope ofGrant(String issuer, String broker, String id) {
      return of(issuer, broker, Kind.GRANT, id);
    }

    /** The grants of a broker for the workload {@code sub}. */
    static Scope ofSubject(String issuer, String broker, String sub) {
      return of(issuer, broker, Kind.SUBJECT, sub);
    }

    private static Scope of(String issuer, String broker, Kind kind, String text) {
      return new Scope(
          RevocationEntry.issuer(issuer),
          RevocationEntry.broker(broker),
          kind,
          BASE64URL.encodeToString(Sha256.of(text)));
    }
  }

  RevocationEntry {
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(scope, "scope");
    Objects.requireNonNull(until, "until");
  }

  /**
   * Until when an entry of {@code now} is needed: until no grant can live that it concerns, which
   * is the longest life of any grant and five times the clock error, up to the next full hour, so
   * that instances that revoke the same grant make the same entry. The five: who made the grant may
   * be ahead and who accepts it behind, which grants it one more; who revokes it may be behind, and
   * who removes the entry ahead.
   */
  static Instant expiry(Instant now, Duration clockError) {
    return now.plus(Broker.LONGEST_EXPIRES_IN)
        .plus(clockError.multipliedBy(CLOCKS))
        .truncatedTo(ChronoUnit.HOURS)
        .plus(1, ChronoUnit.HOURS);
  }

  /** How an entry names an issuer: 16 characters of the base64url of the SHA-256 of its URL. */
  static String issuer(String url) {
    return hash(url, OCTETS_OF_ISSUER);
  }

  /**
   * How an entry names a broker: by its name, where that has at most 40 letters, digits, dashes and
   * underscores, else by {@code ~} and 22 characters of the base64url of its SHA-256.
   */
  static String broker(String name) {
    return PLAIN.matcher(name).matches() ? name : "~" + hash(name, OCTETS_OF_BROKER);
  }

  private static String hash(String text, int octets) {
    return BASE64URL.encodeToString(Arrays.copyOf(Sha256.of(text), octets));
  }

  /** Of two entries of one scope the one that revokes more. */
  static RevocationEntry later(RevocationEntry one, RevocationEntry other) {
    return other.until.isBefore(one.until) ? one : other;
  }

  /** Its name: {@code EXPIRY.ISSUER.BROKER.KIND.HASH}, and for a {@code sub} {@code .UNTIL}. */
  String name() {
    String name =
        String.join(
            ".", seconds(expiresAt), scope.issuer, scope.broker, scope.kind.word, scope.hash);
    return scope.kind == Kind.GRANT ? name : name + "." + seconds(until);
  }

  private static String seconds(Instant instant) {
    return "%010d".formatted(instant.getEpochSecond());
  }

  /** The entry of this name; empty if it is none. */
  static Optional<RevocationEntry> parse(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    boolean grant = parts.group(4) != null;
    return Optional.of(
        new RevocationEntry(
            instant(parts.group(1)),
            new Scope(
                parts.group(2),
                parts.group(3),
                grant ? Kind.GRANT : Kind.SUBJECT,
                parts.group(grant ? 5 : 7)),
            grant ? ALL : instant(parts.group(8))));
  }

  private static Instant instant(String seconds) {
    return Instant.ofEpochSecond(Long.parseLong(seconds));
  }
}
