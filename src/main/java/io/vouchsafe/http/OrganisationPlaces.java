package io.vouchsafe.http;

import io.vertx.core.http.HttpServerRequest;
import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.http.limit.Room;
import io.vouchsafe.http.limit.Seats;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Organisation;
import io.vouchsafe.issuer.Organisations;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every path of every organisation of one template. A path is taken apart and looked up: however
 * many organisations there are, finding one of them costs the same, and one that does not exist
 * costs no call. Safe for many threads.
 */
final class OrganisationPlaces {
  /** Organisations whose keys are read first, at a time. */
  private static final int MOST = 200;

  /** Of them for one peer, so that who asks for many leaves room. */
  private static final int MOST_OF_PEER = 50;

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private static final Refused NO_ROOM =
      new Refused(
          ProblemAnswer.of(
              Problem.unavailable("too many organisations' keys are being read", AGAIN)),
          AGAIN);

  private record OfOrganisation(Issuer issuer, DocumentAnswers answers) {}

  private final Organisations organisations;
  private final OrgPattern path;
  private final Refusals refusals;
  private final PublicDocuments shared;
  private final DocumentAnswers ofNobody;
  private final Map<String, Place> byRest;
  private final Map<String, Place> byFolder;
  private final Map<String, Place> byWellKnown;
  private final Map<String, OfOrganisation> documents = new ConcurrentHashMap<>();
  private final Seats reading = new Seats(MOST, MOST_OF_PEER);

  OrganisationPlaces(Organisations organisations, Refusals refusals, InstantSource clock) {
    this.organisations = organisations;
    this.path = organisations.template().path();
    this.refusals = refusals;
    Issuer shape = organisations.shape();
    this.shared = new PublicDocuments(shape, clock);
    this.ofNobody = new DocumentAnswers(shared, refusals);
    IssuerPlaces places = IssuerPlaces.of(shape, ofNobody);
    this.byRest = places.byPath();
    this.byFolder = places.byFolder();
    this.byWellKnown = places.beforePath();
    organisations.whenDropped(
        issuer ->
            documents.computeIfPresent(
                issuer.name(), (name, it) -> it.issuer() == issuer ? null : it));
  }

  String issuerName() {
    return organisations.template().name();
  }

  /** As {@link Places#all}, with {@value OrgPattern#PLACE} for the organisation. */
  Map<String, Place> all() {
    Map<String, Place> all = new HashMap<>();
    byRest.forEach((rest, place) -> all.put(path.of(OrgPattern.PLACE) + rest, unlisted(place)));
    byFolder.forEach(
        (rest, place) -> all.put(path.of(OrgPattern.PLACE) + rest + Places.ID, unlisted(place)));
    byWellKnown.forEach(
        (head, place) -> all.put(head + path.of(OrgPattern.PLACE), unlisted(place)));
    return all;
  }

  /** Where a path leads, whether there is such an organisation or not. */
  private record Found(String org, Place ofNobody, String name) {}

  private Optional<Found> find(String rawPath) {
    if (rawPath.startsWith(path.before())) {
      int end = rawPath.indexOf('/', path.before().length());
      return end >= 0 && rawPath.startsWith(path.after(), end)
          ? find(
              rawPath.substring(path.before().length(), end),
              rawPath.substring(end + path.after().length()))
          : Optional.empty();
    }
    for (Map.Entry<String, Place> head : byWellKnown.entrySet()) {
      if (rawPath.startsWith(head.getKey())) {
        return path.org(rawPath.substring(head.getKey().length()))
            .map(org -> new Found(org, head.getValue(), head.getKey() + path.of(OrgPattern.PLACE)));
      }
    }
    return Optional.empty();
  }

  private Optional<Found> find(String org, String rest) {
    if (!OrgPattern.isName(org)) {
      return Optional.empty();
    }
    String name = path.of(OrgPattern.PLACE);
    Place place = byRest.get(rest);
    if (place != null) {
      return Optional.of(new Found(org, place, name + rest));
    }
    String folder = Places.folder(rest);
    return rest.endsWith("/")
        ? Optional.empty()
        : Optional.ofNullable(byFolder.get(folder))
            .map(it -> new Found(org, it, name + folder + Places.ID));
  }

  /** As {@link Places#name}; empty if the path is none of an organisation. */
  Optional<String> name(String rawPath) {
    return find(rawPath).map(Found::name);
  }

  /** As {@link Places#at}. */
  Optional<Place> at(String rawPath) {
    return find(rawPath)
        .flatMap(
            found ->
                switch (organisations.standing(found.org())) {
                  case UNLISTED -> Optional.of(unlisted(found.ofNobody()));
                  case UNKNOWN -> Optional.empty();
                  case KNOWN -> Optional.of(of(found.org(), found.ofNobody()));
                  case GONE ->
                      Optional.of(of(found.org(), found.ofNobody()))
                          .filter(Place.OrganisationDocument.class::isInstance);
                });
  }

  private Place unlisted(Place ofNobody) {
    return new Place.Unlisted(issuerName(), ofNobody.allow(), ofNobody.goodAnswers());
  }

  private Place of(String org, Place ofNobody) {
    return switch (ofNobody) {
      case Place.Document(_, DocumentAnswers.Name name, _) ->
          new Place.OrganisationDocument(this, org, name);
      case Place.Calls calls -> calls.by(new ToOrganisation(org));
      case Place.Live _, Place.OrganisationDocument _, Place.Unlisted _ ->
          throw new IllegalStateException("no place of an issuer");
    };
  }

  /** The way to the issuer of an organisation, which may not be in use. */
  private final class ToOrganisation implements Place.Entry {
    private final String org;

    ToOrganisation(String org) {
      this.org = org;
    }

    @Override
    public String name() {
      return Issuer.name(issuerName(), org);
    }

    /** Credentials that nobody could accept are refused without any keys. */
    @Override
    public Issuer issuer(HttpServerRequest request, Call call, String peer) {
      Optional<Organisation> used = organisations.used(org);
      if (used.isEmpty() && call != Call.EXCHANGE) {
        organisations.shape().callers().recognise(request.headers().getAll("Authorization"));
      }
      return use(org, peer).issuer();
    }
  }

  /**
   * The organisation, whose keys are being read if it was not in use.
   *
   * @throws Refused if too many are
   */
  Organisation use(String org, String peer) {
    if (organisations.used(org).isPresent()) {
      return organisations.use(org).orElseThrow(() -> NO_ROOM);
    }
    if (reading.take(peer) != Room.Reply.TAKEN) {
      throw NO_ROOM;
    }
    Optional<Organisation> used = organisations.use(org);
    used.ifPresentOrElse(
        it -> it.firstReading().whenComplete((read, failure) -> reading.giveBack(peer)),
        () -> reading.giveBack(peer));
    return used.orElseThrow(() -> NO_ROOM);
  }

  /** The documents of an organisation that is in use. */
  DocumentAnswers documents(Organisation organisation) {
    Issuer issuer = organisation.issuer();
    return documents
        .compute(
            issuer.name(),
            (name, before) ->
                before != null && before.issuer() == issuer
                    ? before
                    : new OfOrganisation(issuer, new DocumentAnswers(shared.of(issuer), refusals)))
        .answers();
  }

  /** Those of nobody, for what needs no keys. */
  DocumentAnswers documentsOfNobody() {
    return ofNobody;
  }
}
