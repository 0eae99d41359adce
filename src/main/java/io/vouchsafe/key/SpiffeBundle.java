package io.vouchsafe.key;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * The SPIFFE bundle of an issuer (SPIFFE Trust Domain and Bundle, 4): the keys of its {@link
 * JwkSet}, each with {@code use} {@code jwt-svid} (JWT-SVID, 6.1).
 *
 * @param json the document
 */
public record SpiffeBundle(String json) {
  private static final String USE = "jwt-svid";

  /**
   * The bundle at {@code now}.
   *
   * <p>Its sequence (4.1.1) counts how often a version of the issuer's own keys came and went, as
   * Vault tells it: so every instance says the same number of the same bundle, and a greater one of
   * each later bundle, with nothing written down, as long as no region is taken out of the
   * configuration. Keys that are configured do not count.
   *
   * @param refresh how often to read it (4.1.2), in whole seconds, at least one
   * @throws IllegalStateException if {@code keys} are not {@link IssuerKeys#publishable()}
   */
  public static SpiffeBundle of(
      IssuerKeys keys, List<ExtraKey> extra, Duration refresh, Instant now) {
    KeyView view = keys.view();
    if (!view.publishable()) {
      throw new IllegalStateException("not every key of the issuer was read or restored yet");
    }
    List<KeyRole> roles = keys.roles().stream().filter(KeyRole::published).toList();
    Stream<String> own =
        roles.stream()
            .flatMap(
                role -> view.published(role, now).stream().map(version -> json(role, version)));
    String members =
        Stream.concat(own, extra.stream().map(key -> key.json(USE)))
            .distinct()
            .collect(joining(","));
    long sequence = roles.stream().mapToLong(role -> turns(view, role, now)).sum();
    return new SpiffeBundle(
        "{\"spiffe_sequence\":%d,\"spiffe_refresh_hint\":%d,\"keys\":[%s]}"
            .formatted(sequence, Math.max(1, refresh.toSeconds()), members));
  }

  private static String json(KeyRole role, KeyVersion version) {
    return PublicJwk.json(version.publicKey(), version.kid(), role.algorithm(), USE);
  }

  /** Every version up to the newest came once, and all but the published ones went. */
  private static long turns(KeyView view, KeyRole role, Instant now) {
    long came =
        view.publishedLives(role).stream().mapToLong(life -> life.key().newest().number()).sum();
    return 2L * came - view.published(role, now).size();
  }
}
