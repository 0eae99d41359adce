package io.vouchsafe.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import io.vouchsafe.base.Sha256;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwkSet;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.SpiffeBundle;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The discovery document (OpenID Connect Discovery 1.0, 3), the JWKS (RFC 7517) and the SPIFFE
 * bundle (SPIFFE Trust Domain and Bundle, 4) of one issuer, made when the ring changes or a phase
 * turns and served from memory.
 */
final class PublicDocuments {
  static final String JWKS_PATH = "/.well-known/jwks.json";
  static final String SPIFFE_BUNDLE_PATH = "/.well-known/spiffe-bundle.json";
  static final String TOKEN_PATH = "/token";

  private static final Answer.Header JWK_SET =
      Answer.Header.of("Content-Type", "application/jwk-set+json");
  private static final Answer.Header JSON = Answer.Header.of("Content-Type", "application/json");
  private static final Answer.Header ETAG = Answer.Header.of("ETag", "");
  private static final Answer.Header CACHING = Answer.Header.of("Cache-Control", "");
  private static final Answer.Header NOT_CACHED = CACHING.with("public, max-age=0");
  private static final Answer.Header ANY_ORIGIN =
      Answer.Header.of("Access-Control-Allow-Origin", "*");

  /**
   * A document, ready to be sent.
   *
   * @param etag its {@code ETag}
   */
  record Document(Answer.Header contentType, Answer.Header etag, Buffer body) {
    static Document of(Answer.Header contentType, String json) {
      String tag = "\"" + digest(json) + "\"";
      return new Document(contentType, ETAG.with(tag), Buffer.buffer(json));
    }

    /** The answer to who does not have it. */
    Answer whole(Answer.Header caching) {
      return Answer.of(200, List.of(contentType, etag, caching, ANY_ORIGIN), body);
    }

    /** The answer to who has it. */
    Answer notModified(Answer.Header caching) {
      return Answer.of(304, List.of(etag, caching, ANY_ORIGIN), Buffer.buffer());
    }

    private static String digest(String json) {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(Arrays.copyOf(Sha256.of(json), 16));
    }
  }

  /**
   * The documents of one moment.
   *
   * @param bundle null where the issuer makes no JWT-SVIDs
   */
  record Edition(long changes, Instant until, Document jwks, Document discovery, Document bundle) {
    private boolean current(long now, Instant instant) {
      return changes == now && instant.isBefore(until);
    }
  }

  private final String issuer;
  private final SortedSet<String> claims;
  private final boolean exchanges;
  private final boolean spiffe;
  private final IssuerKeys keys;
  private final List<ExtraKey> extraKeys;
  private final JwksCaching caching;
  private final Answer.Header cached;
  private final InstantSource clock;
  private volatile Edition edition;

  PublicDocuments(Issuer issuer, InstantSource clock) {
    this(issuer, CACHING.with(issuer.caching().header()), clock);
  }

  private PublicDocuments(Issuer issuer, Answer.Header cached, InstantSource clock) {
    this.issuer = issuer.url();
    this.claims = issuer.claims();
    this.exchanges = issuer.callers().exchanges().isPresent();
    this.spiffe = issuer.spiffe();
    this.keys = issuer.keys();
    this.extraKeys = issuer.extraKeys();
    this.caching = issuer.caching();
    this.cached = cached;
    this.clock = clock;
  }

  /** Those of an organisation; this issuer is the one that its template's organisations share. */
  PublicDocuments of(Issuer organisation) {
    return new PublicDocuments(organisation, cached, clock);
  }

  /** The documents as they are now; empty until the keys were read first. */
  Optional<Edition> edition() {
    return keys.publishable() ? Optional.of(current()) : Optional.empty();
  }

  /** Whether there are none since a key is none that can be used. */
  boolean unfit() {
    return keys.unfit();
  }

  /** Whether caches may keep the documents: an old key set may be used and not kept. */
  Answer.Header caching() {
    return keys.fresh() ? cached : NOT_CACHED;
  }

  private Edition current() {
    Instant now = clock.instant();
    Edition last = edition;
    if (last != null && last.current(keys.changes(), now)) {
      return last;
    }
    long changes = keys.changes();
    JwkSet jwks = JwkSet.of(keys, extraKeys, now);
    Edition next =
        new Edition(
            changes,
            jwks.until().orElse(Instant.MAX),
            Document.of(JWK_SET, jwks.json()),
            Document.of(JSON, metadata()),
            spiffe ? Document.of(JSON, bundle(now)) : null);
    edition = next;
    return next;
  }

  private String bundle(Instant now) {
    return SpiffeBundle.of(keys, extraKeys, caching.maxAge(), now).json();
  }

  private String metadata() {
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    metadata.put("issuer", issuer);
    metadata.put("jwks_uri", issuer + JWKS_PATH);
    if (exchanges) {
      metadata.put("token_endpoint", issuer + TOKEN_PATH);
      metadata.putArray("grant_types_supported").add(ExchangeForm.GRANT_TYPE);
      metadata.putArray("token_endpoint_auth_methods_supported").add("none");
    }
    metadata.putArray("response_types_supported").add("id_token");
    metadata.putArray("subject_types_supported").add("public");
    ArrayNode algorithms = metadata.putArray("id_token_signing_alg_values_supported");
    keys.roles().stream()
        .filter(KeyRole::published)
        .forEach(role -> algorithms.add(role.algorithm().name()));
    metadata.putArray("scopes_supported").add("openid");
    ArrayNode supported = metadata.putArray("claims_supported");
    claims.forEach(supported::add);
    return metadata.toString();
  }
}
