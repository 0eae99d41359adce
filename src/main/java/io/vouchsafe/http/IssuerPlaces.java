package io.vouchsafe.http;

import io.vouchsafe.issuer.Issuer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints of one issuer.
 *
 * @param byPath by what comes after the issuer's path
 * @param byFolder the same, where any one segment follows
 * @param beforePath by what comes before the issuer's path (RFC 8414, 3)
 */
record IssuerPlaces(
    Map<String, Place> byPath, Map<String, Place> byFolder, Map<String, Place> beforePath) {
  private static final List<String> DISCOVERY =
      List.of("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server");

  static IssuerPlaces of(Issuer issuer, DocumentAnswers documents) {
    Map<String, Place> byPath = new HashMap<>();
    Map<String, Place> byFolder = new HashMap<>();
    Map<String, Place> beforePath = new HashMap<>();
    for (String wellKnown : DISCOVERY) {
      Place discovery = document(issuer, DocumentAnswers.Name.DISCOVERY, documents);
      byPath.put(wellKnown, discovery);
      beforePath.put(wellKnown, discovery);
    }
    byPath.put(PublicDocuments.JWKS_PATH, document(issuer, DocumentAnswers.Name.JWKS, documents));
    if (issuer.spiffe()) {
      byPath.put(
          PublicDocuments.SPIFFE_BUNDLE_PATH,
          document(issuer, DocumentAnswers.Name.SPIFFE_BUNDLE, documents));
    }
    byPath.put("/id-token", Place.Calls.of(issuer, Call.ID_TOKEN));
    byPath.put("/id-tokens", Place.Calls.of(issuer, Call.ID_TOKENS));
    byPath.put("/id-tokens/preview", Place.Calls.of(issuer, Call.PREVIEW));
    if (issuer.callers().exchanges().isPresent()) {
      byPath.put(PublicDocuments.TOKEN_PATH, Place.Calls.of(issuer, Call.EXCHANGE));
    }
    if (issuer.grants().revocations().isPresent()) {
      byPath.put("/grants", Place.Calls.of(issuer, Call.GRANT, Call.REVOKE_GRANTS));
      byFolder.put("/grants", Place.Calls.of(issuer, Call.REVOKE_GRANT));
    } else {
      byPath.put("/grants", Place.Calls.of(issuer, Call.GRANT));
    }
    return new IssuerPlaces(byPath, byFolder, beforePath);
  }

  private static Place document(
      Issuer issuer, DocumentAnswers.Name name, DocumentAnswers documents) {
    return new Place.Document(issuer.configuredName(), name, documents);
  }
}
