package io.vouchsafe.http;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Organisations;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every path of every issuer, and the one that balancers ask. Paths are compared raw, octet by
 * octet: what only resolves to one of them, such as {@code //id-token}, is none, although Quarkus
 * REST would match it.
 */
final class Places {
  static final String ID = "/{id}";

  private final Map<String, Place> byPath = new HashMap<>();
  private final Map<String, Place> byFolder = new HashMap<>();
  private final List<OrganisationPlaces> templates;

  Places(
      Collection<Issuer> issuers,
      Collection<Organisations> templates,
      Refusals refusals,
      LiveAnswers live,
      InstantSource clock) {
    if (!issuers.isEmpty() || !templates.isEmpty()) {
      byPath.put(LiveAnswers.PATH, new Place.Live(live));
    }
    issuers.forEach(
        issuer -> add(issuer, new DocumentAnswers(new PublicDocuments(issuer, clock), refusals)));
    this.templates =
        templates.stream().map(it -> new OrganisationPlaces(it, refusals, clock)).toList();
  }

  private void add(Issuer issuer, DocumentAnswers documents) {
    String path = issuer.path();
    IssuerPlaces places = IssuerPlaces.of(issuer, documents);
    places.byPath().forEach((rest, place) -> byPath.put(path + rest, place));
    places.byFolder().forEach((rest, place) -> byFolder.put(path + rest, place));
    places.beforePath().forEach((head, place) -> byPath.put(head + path, place));
  }

  /** Every path, with the place there; an id in a path is {@value ID}. */
  Map<String, Place> all() {
    Map<String, Place> all = new HashMap<>(byPath);
    byFolder.forEach((folder, place) -> all.put(folder + ID, place));
    templates.forEach(template -> all.putAll(template.all()));
    return all;
  }

  /**
   * What the metrics call a path with a place, one of {@link #all}.
   *
   * @param rawPath as for {@link #at}
   */
  String name(String rawPath) {
    if (byPath.containsKey(rawPath)) {
      return rawPath;
    }
    return templates.stream()
        .flatMap(template -> template.name(rawPath).stream())
        .findFirst()
        .orElseGet(() -> folder(rawPath) + ID);
  }

  static String folder(String rawPath) {
    return rawPath.substring(0, Math.max(0, rawPath.lastIndexOf('/')));
  }

  /**
   * The place at a path.
   *
   * @param rawPath as it stands in the request line, without the query
   */
  Optional<Place> at(String rawPath) {
    Place place = byPath.get(rawPath);
    if (place != null || rawPath == null || rawPath.endsWith("/")) {
      return Optional.ofNullable(place);
    }
    Place inFolder = byFolder.get(folder(rawPath));
    return inFolder != null
        ? Optional.of(inFolder)
        : templates.stream().flatMap(it -> it.at(rawPath).stream()).findFirst();
  }
}
