package io.vouchsafe.agent.client;

import io.vouchsafe.agent.Fault;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** URLs that secrets are sent to. */
public final class Urls {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private Urls() {}

  /**
   * Reads a URL.
   *
   * @param name of the option, variable or member that has it, for the message
   * @param allowHttp whether it may be http on another host than loopback
   * @throws Fault if it is no URL with a host, has user or fragment, or sends secrets in clear text
   */
  public static URI parse(String name, String text, boolean allowHttp) throws Fault {
    URI url = uri(name, text);
    boolean https = "https".equalsIgnoreCase(url.getScheme());
    if (!https && !"http".equalsIgnoreCase(url.getScheme())) {
      throw Fault.misused("%s must begin with https://".formatted(name));
    }
    if (url.getHost() == null || url.getRawUserInfo() != null || url.getRawFragment() != null) {
      throw Fault.misused(name + " must have a host, and neither user nor fragment");
    }
    if (!https && !allowHttp && !isLoopback(url)) {
      throw Fault.misused(
          "%s is http, which shows secrets to the network: use https, or --allow-http (allow_http)"
              .formatted(name));
    }
    return url;
  }

  private static URI uri(String name, String text) throws Fault {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw Fault.misused(name + " is no URL");
    }
  }

  private static boolean isLoopback(URI url) {
    return LOOPBACK.contains(url.getHost());
  }

  /** What lies below an issuer, whose own slash at its end does not count. */
  public static URI below(URI issuer, String path) {
    String text = issuer.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }

  /** With a parameter more in its query. */
  static URI with(URI url, String parameter, String value) {
    return URI.create(
        url
            + (url.getRawQuery() == null ? "?" : "&")
            + parameter
            + "="
            + URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
  }
}
