package io.vouchsafe.agent.lint;

import static io.vouchsafe.agent.lint.RelyingParty.AWS;
import static io.vouchsafe.agent.lint.RelyingParty.OIDC;
import static io.vouchsafe.agent.lint.RelyingParty.PYPI;
import static io.vouchsafe.agent.lint.Rule.note;
import static io.vouchsafe.agent.lint.Rule.refused;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How both documents have to be answered. */
final class HttpRules {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration LONGEST_AGE = Duration.ofDays(1);
  private static final int LARGE = 64 * 1024;
  private static final int WORTH_PACKING = 4 * 1024;
  private static final Pattern MAX_AGE = Pattern.compile("max-age=\"?([0-9]{1,9})");
  private static final Set<String> TYPES = Set.of("application/json", "application/jwk-set+json");
  private static final Set<RelyingParty> FETCH_EACH_TIME = EnumSet.of(AWS, PYPI);

  static List<Rule> all() {
    return List.of(
        refused(
            "slow",
            FETCH_EACH_TIME,
            "AWS and PyPI wait five seconds",
            "answer from memory, near to them",
            issuer -> slow(issuer, LONGEST, Duration.ofDays(1))),
        note(
            "slowish",
            RelyingParty.all(),
            "AWS and PyPI wait five seconds, and count their own way to the issuer",
            "answer from memory, near to them",
            issuer -> slow(issuer, SLOW, LONGEST)),
        note(
            "redirect",
            RelyingParty.all(),
            "OpenID Connect Discovery 1.0, 4.1 knows none, and not everybody follows",
            "answer at the URL itself",
            issuer ->
                issuer.ofDocuments(
                    page ->
                        page.redirects().isEmpty()
                            ? Optional.empty()
                            : Optional.of("is redirected to " + page.url()))),
        note(
            "content-type",
            Set.of(OIDC),
            "OpenID Connect Discovery 1.0, 4.2; RFC 7517, 8.5",
            "send application/json, or application/jwk-set+json with the JWKS",
            issuer -> issuer.ofDocuments(HttpRules::contentType)),
        note(
            "cache-none",
            RelyingParty.all(),
            "OpenID Connect Core 1.0, 10.1.1; RFC 9111, 5.2",
            "send Cache-Control with a max-age of some minutes: relying parties fetch less, and live through an outage",
            issuer -> issuer.ofDocuments(HttpRules::noCaching)),
        note(
            "cache-long",
            RelyingParty.all(),
            "OpenID Connect Core 1.0, 10.1.1; RFC 9111, 5.2.2.1",
            "announce a new key for longer than this before it signs, or shorten it",
            issuer ->
                issuer.ofDocuments(
                    page ->
                        maxAge(page)
                            .filter(age -> age.compareTo(LONGEST_AGE) > 0)
                            .map(age -> "may be kept for %d days".formatted(age.toDays())))),
        note(
            "etag",
            Set.of(OIDC),
            "RFC 9110, 13.1.2",
            "send an ETag, and 304 to who has that one",
            HttpRules::tag),
        note(
            "cors",
            Set.of(OIDC),
            "WHATWG Fetch: CORS protocol",
            "send Access-Control-Allow-Origin: *, since both are public and pages verify tokens too",
            issuer ->
                issuer.ofDocuments(
                    page ->
                        Optional.of("has no Access-Control-Allow-Origin")
                            .filter(it -> page.header("Access-Control-Allow-Origin").isEmpty()))),
        note(
            "gzip",
            Set.of(OIDC),
            "RFC 9110, 8.4",
            "pack it for who takes gzip",
            issuer ->
                issuer
                    .packed()
                    .filter(
                        page ->
                            page.isGood() && page.body().length > WORTH_PACKING && !page.isPacked())
                    .map(page -> "the JWKS has %d octets, unpacked".formatted(page.body().length))
                    .stream()
                    .toList()),
        refused(
            "gzip-unasked",
            Set.of(OIDC),
            "RFC 9110, 12.5.3",
            "pack it only for who sends Accept-Encoding",
            issuer ->
                issuer.ofDocuments(
                    page -> Optional.of("comes packed, unasked").filter(it -> page.isPacked()))),
        note(
            "large",
            RelyingParty.all(),
            "relying parties fetch it whole, within five seconds",
            "take away keys that no living token needs",
            issuer ->
                issuer.ofDocuments(
                    page ->
                        Optional.of("has %d octets".formatted(page.body().length))
                            .filter(it -> page.body().length > LARGE))));
  }

  private HttpRules() {}

  private static List<String> slow(Observed observed, Duration from, Duration to) {
    return observed.ofDocuments(
        page ->
            Optional.of("took " + seconds(page.took()))
                .filter(it -> page.took().compareTo(from) > 0 && page.took().compareTo(to) <= 0));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private static Optional<String> contentType(Page page) {
    String type = page.header("Content-Type").orElse("none");
    String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return TYPES.contains(media) ? Optional.empty() : Optional.of("has the Content-Type " + type);
  }

  private static Optional<String> noCaching(Page page) {
    String control = page.header("Cache-Control").orElse("").toLowerCase(Locale.ROOT);
    if (control.contains("no-store")) {
      return Optional.of("is sent with no-store");
    }
    return maxAge(page).filter(Duration::isPositive).isPresent()
        ? Optional.empty()
        : Optional.of("is sent without a max-age");
  }

  private static Optional<Duration> maxAge(Page page) {
    Matcher age = MAX_AGE.matcher(page.header("Cache-Control").orElse("").toLowerCase(Locale.ROOT));
    return age.find()
        ? Optional.of(Duration.ofSeconds(Long.parseLong(age.group(1))))
        : Optional.empty();
  }

  private static List<String> tag(Observed observed) {
    Optional<Page> jwks = observed.jwks().filter(Page::isGood);
    if (jwks.isEmpty()) {
      return List.of();
    }
    if (observed.again().isEmpty()) {
      return Rule.when(jwks.get().header("ETag").isEmpty(), "the JWKS has no ETag");
    }
    return Rule.when(
        observed.again().get().status() != 304,
        "the JWKS asked again with its ETag is answered with " + observed.again().get().status());
  }
}
