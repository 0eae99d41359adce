package io.vouchsafe.token;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form in which audiences are compared with those that are refused: some verifiers take two
 * spellings of a URL for one. White space around it makes no difference, nor do slashes at its end;
 * of a URL nor does the case of scheme and host, a dot at the end of the host, or the scheme's
 * default port (RFC 3986, 6.2.2.1 and 6.2.3).
 */
final class AudienceForm {
  private static final Pattern URL =
      Pattern.compile(
          "(?:([A-Za-z][A-Za-z0-9+.-]*):)?//([^/?#]*@)?([^/?#@]*?)(:[0-9]*)?([/?#].*)?");

  private static final Pattern HTTPS_PORT = Pattern.compile(":0*443");
  private static final Pattern HTTP_PORT = Pattern.compile(":0*80");

  private AudienceForm() {}

  static String of(String audience) {
    String bare = withoutSlashes(stripped(audience));
    Matcher url = URL.matcher(bare);
    return url.matches() ? of(url) : bare;
  }

  private static String of(Matcher url) {
    String scheme = folded(url.group(1));
    String host = folded(url.group(3));
    String port = or(url.group(4));
    String rest = or(url.group(5));
    return (scheme.isEmpty() ? "" : scheme + ":")
        + "//"
        + or(url.group(2))
        + (host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
        + (isDefault(scheme, port) ? "" : port)
        + rest;
  }

  private static boolean isDefault(String scheme, String port) {
    return port.length() < 2
        || switch (scheme) {
          case "https" -> HTTPS_PORT.matcher(port).matches();
          case "http" -> HTTP_PORT.matcher(port).matches();
          default -> false;
        };
  }

  private static String folded(String part) {
    return or(part).toLowerCase(Locale.ROOT);
  }

  private static String or(String part) {
    return part == null ? "" : part;
  }

  private static String withoutSlashes(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    return text.substring(0, end);
  }

  private static String stripped(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isSpace(text.charAt(start))) {
      start++;
    }
    while (end > start && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isSpace(char character) {
    return Character.isWhitespace(character) || Character.isSpaceChar(character);
  }
}
