package io.vouchsafe.token;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.MatchResult;
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

  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
  private static final Pattern HTTPS_PORT = Pattern.compile(":0*443");
  private static final Pattern HTTP_PORT = Pattern.compile(":0*80");

  private AudienceForm() {}

  static String of(String audience) {
    String bare = withoutSlashes(stripped(audience));
    Matcher url = URL.matcher(bare);
    return url.matches() ? of(url, or(url.group(5))) : bare;
  }

  /**
   * What a URL comes to for whoever normalises it and leaves out its query and fragment: the form
   * without them, with unreserved characters in place of what encodes them, and without dot
   * segments (RFC 3986, 6.2.2.2 and 6.2.2.3). Any text is taken; what is no URL is its form.
   *
   * @param form as {@link #of} has made it
   */
  static String normal(String form) {
    if (!mayBeOther(form)) {
      return form;
    }
    Matcher url = URL.matcher(withoutSlashes(withoutQuery(decoded(form))));
    return url.matches() ? of(url, withoutDots(or(url.group(5)))) : form;
  }

  private static boolean mayBeOther(String form) {
    return form.contains("//")
        && (form.indexOf('%') >= 0
            || form.indexOf('?') >= 0
            || form.indexOf('#') >= 0
            || form.contains("/."));
  }

  private static String withoutQuery(String text) {
    int end = 0;
    while (end < text.length() && text.charAt(end) != '?' && text.charAt(end) != '#') {
      end++;
    }
    return text.substring(0, end);
  }

  private static String decoded(String text) {
    return ENCODED.matcher(text).replaceAll(it -> Matcher.quoteReplacement(decoded(it)));
  }

  private static String decoded(MatchResult encoded) {
    String character = Character.toString(Integer.parseInt(encoded.group(1), 16));
    return UNRESERVED.matcher(character).matches() ? character : encoded.group();
  }

  private static String withoutDots(String path) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : path.split("/")) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    String joined = withoutSlashes(String.join("/", kept));
    return joined.isEmpty() || joined.startsWith("/") ? joined : "/" + joined;
  }

  private static String of(Matcher url, String rest) {
    String scheme = folded(url.group(1));
    String host = folded(url.group(3));
    String port = or(url.group(4));
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
