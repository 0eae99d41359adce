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
    List<KeyRole> roles = keys.roles().stream().filter(KeyRole::published).toList();
    Stream<String> own = roles.stream().flatMap(role -> jwks(view, role, now));
    String members =
        Stream.concat(own, extra.stream().map(ExtraKey::json)).distinct().collect(joining(","));
    Optional<Instant> until =
        roles.stream()
            .flatMap(role -> view.publishedLives(role).stream())
            .flatMap(life -> life.nextTurn(now).stream())
            .min(Comparator.naturalOrder());
    return new JwkSet("{\"keys\":[" + members + "]}", until);
  }

  private static Stream<String> jwks(KeyView view, KeyRole role, Instant now) {
    return view.published(role, now).stream()
        .map(version -> PublicJwk.json(version.publicKey(), version.kid(), role.algorithm()));
  }
}
