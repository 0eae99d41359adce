package io.vouchsafe.issuer;

import io.vouchsafe.caller.Callers;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.token.TokenIssuer;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;

/**
 * One issuer with everything that belongs to it alone.
 *
 * @param name its name in the configuration, which has no slash; followed by a slash and the
 *     organisation where a template made it
 * @param url its {@code iss}, which is compared octet by octet: no query, no fragment, no trailing
 *     slash
 * @param keyPrefix what the names of its Transit keys begin with; no other issuer has the same
 * @param extraKeys published beside its own; nothing signs with them
 * @param claims names for {@code claims_supported}
 * @param spiffe whether it makes JWT-SVIDs, so that its SPIFFE bundle is published
 */
public record Issuer(
    String name,
    String url,
    String keyPrefix,
    IssuerKeys keys,
    List<ExtraKey> extraKeys,
    JwksCaching caching,
    SortedSet<String> claims,
    boolean spiffe,
    ProofVerifier proofs,
    Callers callers,
    Grants grants,
    TokenIssuer tokens) {

  private static final char OF_ORGANISATION = '/';

  /** The name of an organisation's issuer, under its template's name. */
  public static String name(String template, String org) {
    return template + OF_ORGANISATION + org;
  }

  /** The name in the configuration of the issuer that is called {@code name}. */
  public static String configuredName(String name) {
    int end = name.lastIndexOf(OF_ORGANISATION);
    return end < 0 ? name : name.substring(0, end);
  }

  public Issuer {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(keyPrefix, "keyPrefix");
    extraKeys = List.copyOf(extraKeys);
  }

  /** Its name in the configuration: that of its template where it is an organisation's. */
  public String configuredName() {
    return configuredName(name);
  }

  /**
   * Where its calls are served: empty, or a path that starts with a slash and does not end in one.
   */
  public String path() {
    return URI.create(url).getRawPath();
  }
}
