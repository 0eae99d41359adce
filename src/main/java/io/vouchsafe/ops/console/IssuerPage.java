package io.vouchsafe.ops.console;

import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.Issuers;
import io.vouchsafe.issuer.Organisation;
import io.vouchsafe.issuer.Organisations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Some of the issuers, in the order of their names: those that are configured one by one, and those
 * of organisations.
 *
 * @param entries of this page
 * @param more whether there are further ones
 */
record IssuerPage(List<IssuerPage.Entry> entries, boolean more) {
  /** Since when the keys of an organisation are gone, and until when its documents stay. */
  record Gone(Instant since, Instant documentsUntil) {}

  /**
   * One issuer.
   *
   * @param name as {@link Issuer#name}
   * @param url its {@code iss}
   * @param issuer empty where it is an organisation's that is not in use
   * @param gone empty but of an organisation in use whose keys are listed no more
   * @param organisations whose it is, if it is an organisation's
   */
  record Entry(
      String name,
      String url,
      Optional<Issuer> issuer,
      Optional<Gone> gone,
      Optional<Organisations> organisations) {
    /** An issuer of nobody in its place, whose keys were never read. */
    Issuer shape() {
      return organisations.orElseThrow().shape();
    }

    private static Entry of(Issuer issuer) {
      return new Entry(
          issuer.name(), issuer.url(), Optional.of(issuer), Optional.empty(), Optional.empty());
    }

    private static Entry of(Organisations organisations, String org) {
      Optional<Organisation> used = organisations.used(org);
      return new Entry(
          Issuer.name(organisations.template().name(), org),
          organisations.template().url().of(org),
          used.map(Organisation::issuer),
          used.flatMap(Organisation::goneSince)
              .map(since -> new Gone(since, organisations.documentsUntil(since))),
          Optional.of(organisations));
    }
  }

  static IssuerPage of(Issuers issuers, KeyQuery query) {
    List<Entry> all =
        query.finds()
            ? found(issuers, query)
            : Stream.concat(
                    issuers.all().stream()
                        .map(Entry::of)
                        .filter(it -> it.name().compareTo(query.after()) > 0),
                    issuers.templates().stream()
                        .flatMap(it -> after(it, query.after(), query.limit() + 1)))
                .sorted((one, other) -> one.name().compareTo(other.name()))
                .toList();
    return new IssuerPage(
        all.subList(0, Math.min(query.limit(), all.size())), all.size() > query.limit());
  }

  private static Stream<Entry> after(Organisations organisations, String after, int limit) {
    String prefix = Issuer.name(organisations.template().name(), "");
    if (after.startsWith(prefix)) {
      return entries(organisations, after.substring(prefix.length()), limit);
    }
    return after.compareTo(prefix) < 0 ? entries(organisations, "", limit) : Stream.empty();
  }

  private static Stream<Entry> entries(Organisations organisations, String after, int limit) {
    return organisations.names(after, limit).stream().map(org -> Entry.of(organisations, org));
  }

  /** Whoever is asked for by name is in use from then on, so that the next answer has its keys. */
  private static List<Entry> found(Issuers issuers, KeyQuery query) {
    List<Entry> found = new ArrayList<>();
    Stream.concat(
            query.issuer().flatMap(issuers::byName).stream(),
            issuers.all().stream().filter(query::findsByKey))
        .distinct()
        .map(Entry::of)
        .forEach(found::add);
    for (Organisations organisations : issuers.templates()) {
      query.orgs(organisations.template()).stream()
          .filter(org -> isThere(organisations, org))
          .forEach(
              org -> {
                organisations.use(org);
                found.add(Entry.of(organisations, org));
              });
    }
    return found;
  }

  private static boolean isThere(Organisations organisations, String org) {
    return switch (organisations.standing(org)) {
      case KNOWN, GONE -> true;
      case UNKNOWN, UNLISTED -> false;
    };
  }
}
