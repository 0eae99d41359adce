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
  private static final String ID = "/{id}";

  private final Map<String, Place> byPath = new HashMap<>();
  private final Map<String, Place> byFolder = new HashMap<>();

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
    if (issuer.spiffe()) {
      byPath.put(
          path + PublicDocuments.SPIFFE_BUNDLE_PATH,
          new Place.Document(issuer.name(), DocumentAnswers.Name.SPIFFE_BUNDLE, documents));
    }
    byPath.put(path + "/id-token", Place.Calls.of(issuer, Call.ID_TOKEN));
    byPath.put(path + "/id-tokens", Place.Calls.of(issuer, Call.ID_TOKENS));
    byPath.put(path + "/id-tokens/preview", Place.Calls.of(issuer, Call.PREVIEW));
    if (issuer.callers().exchanges().isPresent()) {
      byPath.put(path + PublicDocuments.TOKEN_PATH, Place.Calls.of(issuer, Call.EXCHANGE));
    }
    if (issuer.grants().revocations().isPresent()) {
      byPath.put(path + "/grants", Place.Calls.of(issuer, Call.GRANT, Call.REVOKE_GRANTS));
      byFolder.put(path + "/grants", Place.Calls.of(issuer, Call.REVOKE_GRANT));
    } else {
      byPath.put(path + "/grants", Place.Calls.of(issuer, Call.GRANT));
    }
  }

  /** Every path, with the place there; an id in a path is {@value ID}. */
  Map<String, Place> all() {
    Map<String, Place> all = new HashMap<>(byPath);
    byFolder.forEach((folder, place) -> all.put(folder + ID, place));
    return all;
  }

  /**
   * What the metrics call a path with a place, one of {@link #all}.
   *
   * @param rawPath as for {@link #at}
   */
  String name(String rawPath) {
    return byPath.containsKey(rawPath) ? rawPath : folder(rawPath) + ID;
  }

  private static String folder(String rawPath) {
    return rawPath.substring(0, Math.max(0, rawPath.lastIndexOf('/')));
  }

  /**
   * The place at a path.
   *
   * @param rawPath as it stands in the request line, without the query
   */
  Optional<Place> at(String rawPath) {
    Place place = byPath.get(rawPath);
    return place != null || rawPath == null || rawPath.endsWith("/")
        ? Optional.ofNullable(place)
        : Optional.ofNullable(byFolder.get(folder(rawPath)));
  }
}
