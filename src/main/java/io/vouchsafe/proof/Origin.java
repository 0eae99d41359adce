package io.vouchsafe.proof;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** Scheme, host and port of a URL (RFC 6454, 4). */
record Origin(String scheme, String host, int port) {
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

  static Origin of(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, uri.getHost().toLowerCase(Locale.ROOT), port);
  }

  /**
   * @throws IllegalArgumentException unless keys can be fetched from there without being changed on
   *     the way: https, or http to a loopback host
   */
  static void requireSafe(String setting, URI uri) {
    if (uri.getHost() == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException(
          setting + " must be a URL with a host, without user info and fragment");
    }
    boolean https = "https".equalsIgnoreCase(uri.getScheme());
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    if (!https && !(http && LOOPBACK.matcher(uri.getHost()).matches())) {
      throw new IllegalArgumentException(
          setting + " must be https; http is for loopback hosts only");
    }
  }
}
