package io.vouchsafe.config;

import java.net.URI;
import java.util.regex.Pattern;

/** What an {@code iss} has to be (OpenID Connect Discovery 1.0, 3). */
public final class IssuerUrl {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

  private IssuerUrl() {}

  /**
   * @throws IllegalArgumentException if it is not https (http only on loopback or where allowed),
   *     has a query, a fragment, user information or a trailing slash, or a path of other than
   *     plain segments
   */
  public static URI check(URI url, boolean allowHttp) {
    if (url.getScheme() == null || url.getHost() == null) {
      throw new IllegalArgumentException(
          "must be an absolute https URL, such as https://id.example.com");
    }
    if (!url.getScheme().equals("https")
        && !(url.getScheme().equals("http") && (allowHttp || loopback(url)))) {
      throw new IllegalArgumentException(
          "must be https; http is for loopback hosts, or for anyone with allow-http=true");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("must have no query, no fragment and no user information");
    }
    if (url.getRawPath().endsWith("/")) {
      throw new IllegalArgumentException(
          "must not end in a slash, since relying parties compare it to the letter");
    }
    if (!PATH.matcher(url.getRawPath()).matches()) {
      throw new IllegalArgumentException(
          "must have a path of plain segments: letters, digits and . _ ~ -");
    }
    return url;
  }

  static boolean loopback(URI url) {
    return LOOPBACK.matcher(url.getHost()).matches();
  }
}
