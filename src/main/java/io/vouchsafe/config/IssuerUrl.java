package io.vouchsafe.config;

import java.net.IDN;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an {@code iss} has to be (OpenID Connect Discovery 1.0, 3). Relying parties compare it
 * letter by letter, and clients fetch from it what they normalise first (RFC 3986, 6.2.2), so only
 * the normal form is taken; nothing is normalised here.
 */
public final class IssuerUrl {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");
  private static final Pattern PATH =
      Pattern.compile("(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");
  private static final Pattern ASCII = Pattern.compile("\\p{ASCII}*");
  private static final int MOST_PORT = 65_535;

  private IssuerUrl() {}

  /**
   * Takes the normal form of an issuer's URL, and no other.
   *
   * @throws IllegalArgumentException if it is not https (http only on loopback or where allowed),
   *     has a query, a fragment, user information or a trailing slash, a path of other than plain
   *     segments, or a scheme, host or port in another form than the normal one
   */
  public static URI check(URI url, boolean allowHttp) {
    if (url.getScheme() == null || url.getRawAuthority() == null) {
      throw new IllegalArgumentException(
          "must be an absolute https URL, such as https://id.example.com");
    }
    if (url.getRawQuery() != null || url.getRawFragment() != null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("must have no query, no fragment and no user information");
    }
    checkHost(url);
    if (!url.getScheme().equals("https")
        && !(url.getScheme().equals("http") && (allowHttp || loopback(url)))) {
      throw new IllegalArgumentException(
          "must be https; http is for loopback hosts, or for anyone with vouchsafe.issuers.<name>.allow-http=true");
    }
    checkPort(url);
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

  private static void checkHost(URI url) {
    String authority = url.getRawAuthority();
    if (!ASCII.matcher(authority).matches()) {
      throw new IllegalArgumentException(
          "must have a host in ASCII%s, since tokens and certificates have it so"
              .formatted(inAscii(authority)));
    }
    String normal = (url.getScheme() + "://" + authority).toLowerCase(Locale.ROOT);
    if (!normal.equals(url.getScheme() + "://" + authority)) {
      throw new IllegalArgumentException(
          "must have its scheme and host in lower case, %s%s: relying parties compare it to the letter"
              .formatted(normal, url.getRawPath()));
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException(
          authority.contains("_")
              ? "must have no underscore in its host: no name of a host has one (RFC 1123, 2.1)"
              : "must have a host of letters, digits, dashes and dots (RFC 1123, 2.1)");
    }
    if (url.getHost().endsWith(".")) {
      throw new IllegalArgumentException(
          "must have no dot at the end of its host: clients leave it out, and relying parties compare to the letter");
    }
  }

  /** The same host in ASCII (RFC 5891), in words; empty where there is none. */
  private static String inAscii(String authority) {
    try {
      return ", such as " + IDN.toASCII(authority.replaceFirst(":[0-9]*$", ""));
    } catch (IllegalArgumentException noHost) {
      return "";
    }
  }

  private static void checkPort(URI url) {
    int usual = url.getScheme().equals("https") ? 443 : 80;
    if (url.getPort() == usual || url.getRawAuthority().endsWith(":")) {
      throw new IllegalArgumentException(
          "must leave out the port that %s has anyway: %s://%s%s"
              .formatted(url.getScheme(), url.getScheme(), url.getHost(), url.getRawPath()));
    }
    if (url.getPort() == 0 || url.getPort() > MOST_PORT) {
      throw new IllegalArgumentException("must have a port from 1 to 65535, or none");
    }
  }

  private static boolean loopback(URI url) {
    return isLoopback(url.getHost());
  }

  static boolean isLoopback(String host) {
    return LOOPBACK.matcher(host).matches();
  }
}
