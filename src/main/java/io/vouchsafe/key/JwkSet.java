package io.vouchsafe.key;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JWKS of an issuer (RFC 7517, 5): every published key version and what is published beside
 * them, in a stable order.
 *
 * @param json the document; the {@code keys} member is never empty
 * @param until when a key version leaves it by itself; empty if none will
 */
public record JwkSet(String json, Optional<Instant> until) {

  /**
   * @throws IllegalStateException if {@code keys} are not {@link IssuerKeys#publishable()}
   */
  public static JwkSet of(IssuerKeys keys, List<ExtraKey> extra, Instant now) {
    KeyView view = keys.view();
    if (!view.publishable()) {
      throw new IllegalStateException("not every key of the issuer was read or restored yet");
    }
    List<KeyLife> lives =
        keys.roles().stream()
            .filter(KeyRole::published)
            .flatMap(role -> view.publishedLife(role).stream())
            .toList();
    Stream<String> own =
        lives.stream()
            .map(life -> life.key().role())
            .flatMap(role -> jwks(role, view.published(role, now)));
    String members =
        Stream.concat(own, extra.stream().map(ExtraKey::json)).distinct().collect(joining(","));
    Optional<Instant> until =
        lives.stream().flatMap(life -> life.nextTurn(now).stream()).min(Comparator.naturalOrder());
    return new JwkSet("{\"keys\":[" + members + "]}", until);
  }

  private static Stream<String> jwks(KeyRole role, List<KeyVersion> versions) {
    return versions.stream()
        .map(version -> PublicJwk.json(version.publicKey(), version.kid(), role.algorithm()));
  }
}
