package io.vouchsafe.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.List;

/** Answers for the public documents of one issuer, from octets that are ready. */
final class DocumentAnswers {
  static final String ALLOW = "GET, HEAD, OPTIONS";

  /** Which document. */
  enum Name {
    DISCOVERY,
    JWKS,
    SPIFFE_BUNDLE
  }

  private final PublicDocuments documents;
  private final Refusals refusals;

  DocumentAnswers(PublicDocuments documents, Refusals refusals) {
    this.documents = documents;
    this.refusals = refusals;
  }

  /** The answer to any request for the document. */
  Answer answer(Name name, HttpServerRequest request) {
    return switch (request.method().name()) {
      case "GET", "HEAD" ->
          documents
              .edition()
              .map(edition -> read(edition, name, request.headers()))
              .orElseGet(() -> documents.unfit() ? refusals.keysUnfit() : refusals.keysNotRead());
      case "OPTIONS" -> preflight();
      default -> Problems.notAllowed(ALLOW).onEventLoop();
    };
  }

  private static Answer preflight() {
    return Answer.empty(204)
        .with("Allow", ALLOW)
        .with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Allow-Methods", "GET, HEAD")
        .with("Access-Control-Allow-Headers", "If-None-Match")
        .with("Access-Control-Max-Age", "86400");
  }

  private Answer read(PublicDocuments.Edition edition, Name name, MultiMap headers) {
    PublicDocuments.Document document =
        switch (name) {
          case DISCOVERY -> edition.discovery();
          case JWKS -> edition.jwks();
          case SPIFFE_BUNDLE -> edition.bundle();
        };
    return matches(headers.getAll("If-None-Match"), document.etag().encodedValue())
        ? document.notModified(documents.caching())
        : document.whole(documents.caching());
  }

  /** Any tag of any line, weakly compared (RFC 9110, 13.1.2). */
  private static boolean matches(List<String> ifNoneMatch, CharSequence etag) {
    return ifNoneMatch.stream()
        .flatMap(line -> Arrays.stream(line.split(",")))
        .map(String::strip)
        .anyMatch(tag -> tag.equals("*") || strong(tag).contentEquals(etag));
  }

  private static String strong(String tag) {
    return tag.startsWith("W/\"") ? tag.substring(2) : tag;
  }
}
