package io.vouchsafe.agent.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Web.Answer;
import io.vouchsafe.agent.jwt.Jwks;
import io.vouchsafe.agent.jwt.Jwt;
import java.net.URI;
import java.net.http.HttpRequest;

/**
 * The two documents of an issuer, fetched as a relying party does (OpenID Connect Discovery 1.0,
 * 4).
 */
public record IssuerDocuments(ObjectNode discovery, Jwks jwks) {
  /**
   * Fetches both.
   *
   * @param allowHttp whether the JWKS may be at a URL with http on another host than loopback
   * @throws Fault if one of them cannot be had, or the discovery document is not this issuer's
   */
  public static IssuerDocuments fetch(Web web, URI issuer, boolean allowHttp) throws Fault {
    ObjectNode discovery =
        document(
            web, Urls.below(issuer, "/.well-known/openid-configuration"), "discovery document");
    if (!issuer.toString().equals(discovery.path("issuer").asText())) {
      throw Fault.refused("the discovery document of %s names another issuer".formatted(issuer));
    }
    String jwksUri =
        Jwt.text(discovery, "jwks_uri")
            .orElseThrow(() -> Fault.refused("the discovery document has no jwks_uri"));
    return new IssuerDocuments(
        discovery, Jwks.of(document(web, Urls.parse("jwks_uri", jwksUri, allowHttp), "JWKS")));
  }

  private static ObjectNode document(Web web, URI url, String name) throws Fault {
    Answer answer = web.ask(HttpRequest.newBuilder(url).GET());
    if (answer.status() != 200) {
      throw Fault.unavailable("the %s is not there (%d)".formatted(name, answer.status()));
    }
    return answer.json().orElseThrow(() -> Fault.refused("the %s is not JSON".formatted(name)));
  }
}
