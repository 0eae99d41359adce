package io.vouchsafe.http;

import io.vouchsafe.issuer.Issuer;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Every path of every issuer, and the one that balancers ask. Paths are compared raw, octet by
 * octet: what only resolves to one of them, such as {@code //id-token}, is none, although Quarkus
 * REST would match it.
 */
final class Places {
  private final Map<String, Place> byPath = new HashMap<>();

  Places(Collection<Issuer> issuers, Refusals refusals, LiveAnswers live, InstantSource clock) {
    if (!issuers.isEmpty()) {
      byPath.put(LiveAnswers.PATH, new Place.Live(live));
    }
    issuers.forEach(
        issuer -> add(issuer, new DocumentAnswers(new PublicDocuments(issuer, clock), refusals)));
  }

  private void add(Issuer issuer, DocumentAnswers documents) {
    String path = issuer.path();
    Place discovery = new Place.Document(issuer.name(), DocumentAnswers.Name.DISCOVERY, documents);
    for (String wellKnown :
        new String[] {
          "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
        }) {
      byPath.put(path + wellKnown, discovery);
      byPath.put(wellKnown + path, discovery);
    }
    byPath.put(
        path + PublicDocuments.JWKS_PATH,
        new Place.Document(issuer.name(), DocumentAnswers.Name.JWKS, documents));
    byPath.put(path + "/id-token", Place.Calls.of(issuer, Call.ID_TOKEN));
    byPath.put(path + "/id-tokens", Place.Calls.of(issuer, Call.ID_TOKENS));
    byPath.put(path + "/grants", Place.Calls.of(issuer, Call.GRANT));
  }

  /** Every path, with the place there. */
  Map<String, Place> all() {
    return Map.copyOf(byPath);
  }

  /**
   * The place at a path.
   *
   * @param rawPath as it stands in the request line, without the query
   */
  Optional<Place> at(String rawPath) {
    return Optional.ofNullable(byPath.get(rawPath));
  }
}
