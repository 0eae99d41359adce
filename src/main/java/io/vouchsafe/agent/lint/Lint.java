package io.vouchsafe.agent.lint;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Secret;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Looks at one issuer. */
public final class Lint {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /** As a page in a browser asks, which is told by {@code Access-Control-Allow-Origin}. */
  private static final Map<String, String> FROM_A_PAGE = Map.of("Origin", "https://origin.example");

  private final String issuer;
  private final URI url;
  private final Authorities authorities;
  private final Probe probe;
  private final Instant now;

  /**
   * What is looked at, and how.
   *
   * @param issuer its URL, to the letter
   * @param via the address to ask in place of the hosts in URLs
   * @param caFile authorities to know beside the system's
   * @param bearer what to show to the issuer, where it asks for something
   * @param longest how long one answer may take
   */
  public record Question(
      String issuer,
      Optional<Via> via,
      Optional<Path> caFile,
      Optional<Secret> bearer,
      Duration longest) {}

  /**
   * @throws Fault if the issuer is no URL, or the file of authorities cannot be read
   */
  public Lint(Question question, InstantSource clock) throws Fault {
    this(question, Authorities.of(question.caFile), clock, System::nanoTime);
  }

  Lint(Question question, Authorities authorities, InstantSource clock, LongSupplier nanoTime)
      throws Fault {
    this.issuer = question.issuer;
    this.url = url(question.issuer);
    this.authorities = authorities;
    this.now = clock.instant();
    this.probe =
        new Probe(
            new Probe.Settings(url, question.via, question.bearer, authorities, question.longest),
            nanoTime);
  }

  private static URI url(String text) throws Fault {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && url.getRawUserInfo() == null
          && String.valueOf(url.getScheme()).matches("https?")) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw Fault.misused("'%s' is no URL of an issuer: it begins with https://".formatted(text));
  }

  /**
   * What the rules find.
   *
   * @param parties whose rules count
   * @throws Fault if the issuer cannot be reached
   */
  public Report report(Set<RelyingParty> parties) throws Fault {
    Observed observed = observe();
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.all()) {
      Set<RelyingParty> concerned = EnumSet.copyOf(rule.concerns());
      concerned.retainAll(parties);
      if (!concerned.isEmpty()) {
        rule.check().apply(observed).stream()
            .map(found -> new Finding(rule, concerned, found))
            .forEach(findings::add);
      }
    }
    return new Report(issuer, parties, findings);
  }

  private Observed observe() throws Fault {
    Page discovery = probe.get(below(url, WELL_KNOWN), FROM_A_PAGE);
    if (discovery.status() >= 500 || discovery.status() == 429) {
      throw Fault.unavailable(
          "the issuer has no discovery document now (%d)".formatted(discovery.status()));
    }
    Observed first = observed(discovery);
    Optional<URI> jwksUri = jwksUri(first);
    return jwksUri.isEmpty() ? first : withKeys(first, jwksUri.get());
  }

  private Observed observed(Page discovery) throws Fault {
    return new Observed(
        issuer,
        discovery,
        beforePath(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        authorities,
        now);
  }

  private Optional<Page> beforePath() throws Fault {
    String path = url.getRawPath();
    return path.isEmpty() || path.equals("/")
        ? Optional.empty()
        : Optional.of(probe.get(url.resolve(WELL_KNOWN + path), Map.of()));
  }

  private static Optional<URI> jwksUri(Observed observed) {
    try {
      return Jwt.text(observed.metadata(), "jwks_uri")
          .map(URI::create)
          .filter(
              url -> url.getHost() != null && String.valueOf(url.getScheme()).matches("https?"));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Observed withKeys(Observed first, URI jwksUri) {
    Optional<Page> jwks = Optional.empty();
    Optional<Page> again = Optional.empty();
    Optional<Page> packed = Optional.empty();
    Optional<String> fault = Optional.empty();
    try {
      Page page = probe.get(jwksUri, FROM_A_PAGE);
      jwks = Optional.of(page);
      Optional<String> tag = page.header("ETag");
      if (tag.isPresent()) {
        again = Optional.of(probe.get(jwksUri, Map.of("If-None-Match", tag.get())));
      }
      packed = Optional.of(probe.get(jwksUri, Map.of("Accept-Encoding", "gzip")));
    } catch (Fault e) {
      fault = Optional.of(e.getMessage());
    }
    return new Observed(
        first.issuer(),
        first.discovery(),
        first.beforePath(),
        jwks,
        again,
        packed,
        fault,
        first.authorities(),
        first.now());
  }

  /** As OpenID Connect Discovery 1.0, 4.1: an issuer's own slash at its end goes. */
  private static URI below(URI issuer, String path) {
    String base = issuer.getScheme() + "://" + issuer.getRawAuthority() + issuer.getRawPath();
    return URI.create(base.replaceAll("/$", "") + path);
  }
}
