package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.jwt.Jwks;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * What was seen of an issuer.
 *
 * @param issuer its URL, to the letter
 * @param discovery the answer below its path (OpenID Connect Discovery 1.0, 4)
 * @param beforePath the answer before its path (RFC 8414, 3.1); empty if it has no path
 * @param jwks the answer of {@code jwks_uri}; empty if none could be had
 * @param again the JWKS asked again with the tag it came with; empty if it has none
 * @param packed the JWKS asked again by a client that takes gzip
 * @param noJwks why there is no answer of {@code jwks_uri}
 */
record Observed(
    String issuer,
    Page discovery,
    Optional<Page> beforePath,
    Optional<Page> jwks,
    Optional<Page> again,
    Optional<Page> packed,
    Optional<String> noJwks,
    Authorities authorities,
    Instant now) {

  URI url() {
    return URI.create(issuer);
  }

  /** The discovery document; without members if there is none. */
  ObjectNode metadata() {
    return discovery.isGood()
        ? discovery.json().orElseGet(JsonNodeFactory.instance::objectNode)
        : JsonNodeFactory.instance.objectNode();
  }

  boolean hasMetadata() {
    return !metadata().isEmpty();
  }

  /** The texts of a member of the discovery document that is a list. */
  List<String> listed(String member) {
    return StreamSupport.stream(metadata().path(member).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** The document of the JWKS, if it is one. */
  Optional<ObjectNode> keySet() {
    return jwks.filter(Page::isGood).flatMap(Page::json).filter(set -> set.path("keys").isArray());
  }

  /** The keys of the JWKS; none if there is no JWKS. */
  List<ObjectNode> keys() {
    return keySet().map(Jwks::of).map(Jwks::keys).orElse(List.of());
  }

  /** The two documents that were answered, by their names. */
  Map<String, Page> documents() {
    Map<String, Page> documents = new LinkedHashMap<>();
    documents.put("the discovery document", discovery);
    jwks.ifPresent(page -> documents.put("the JWKS", page));
    return documents;
  }

  /** What a rule finds of each document that was answered with 200. */
  List<String> ofDocuments(OfDocument rule) {
    List<String> found = new ArrayList<>();
    documents()
        .forEach(
            (name, page) -> {
              if (page.isGood()) {
                rule.check(page).map(text -> name + " " + text).ifPresent(found::add);
              }
            });
    return found;
  }

  /** A rule for one document, which goes on after its name. */
  interface OfDocument {
    Optional<String> check(Page page);
  }

  /** The certificates of each host that was asked by TLS, by its name. */
  Map<String, List<X509Certificate>> certificates() {
    Map<String, List<X509Certificate>> chains = new LinkedHashMap<>();
    for (Page page : documents().values()) {
      if (!page.certificates().isEmpty()) {
        chains.putIfAbsent(Hosts.bare(page.url().getHost()), page.certificates());
      }
    }
    return chains;
  }
}
