package io.vouchsafe.token.profile;

import java.net.URI;
import java.util.regex.Pattern;

/** What relying parties ask of an issuer's URL. */
final class IssuerUrls {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

  private IssuerUrls() {}

  /**
   * Whether it is https, or on this machine: there no relying party on the internet finds it, so it
   * is tried with one that stands in for it.
   */
  static boolean isHttpsOrLocal(URI issuer) {
    return isHttps(issuer) || isLocal(issuer);
  }

  static boolean isHttps(URI issuer) {
    return "https".equals(issuer.getScheme());
  }

  static boolean isLocal(URI issuer) {
    String host = issuer.getHost();
    return host != null && LOOPBACK.matcher(host).matches();
  }
}
