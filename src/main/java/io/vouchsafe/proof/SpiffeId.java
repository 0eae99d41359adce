package io.vouchsafe.proof;

import io.vouchsafe.proof.TrustedIssuer.Identity.TrustDomain;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code sub} of a JWT-SVID (SPIFFE-ID, 2): {@code spiffe://trust-domain/path}. */
final class SpiffeId {
  private static final Pattern ID =
      Pattern.compile("spiffe://([a-z0-9._-]{1,255})(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]++)++");

  private SpiffeId() {}

  /** The trust domain, or empty if {@code subject} is no SPIFFE ID of a workload. */
  static Optional<TrustDomain> trustDomain(String subject) {
    Matcher id = ID.matcher(subject);
    return id.matches() ? Optional.of(new TrustDomain(id.group(1))) : Optional.empty();
  }
}
