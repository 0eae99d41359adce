package io.vouchsafe.vault;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The URLs of a Vault's nodes, as they are configured. */
public final class VaultNodeUrls {
  private static final int MOST = 16;

  private VaultNodeUrls() {}

  /**
   * Checks them.
   *
   * @return the same, each without a path
   * @throws IllegalArgumentException saying which of them cannot be a node of Vault, if one cannot,
   *     or that they are more than 16
   */
  public static List<URL> check(List<URI> nodes) {
    if (nodes.size() > MOST) {
      throw new IllegalArgumentException(
          "names %d nodes, and may name %d".formatted(nodes.size(), MOST));
    }
    List<URL> urls = new ArrayList<>(nodes.size());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < nodes.size(); i++) {
      URI node = nodes.get(i);
      if (!sound(node)) {
        throw new IllegalArgumentException(
            "number %d must be an https or http URL with a host, without user, path, query and fragment, such as https://vault-1.example.com:8200"
                .formatted(i + 1));
      }
      String name = node.getRawAuthority().toLowerCase(Locale.ROOT);
      if (!seen.add(name)) {
        throw new IllegalArgumentException("names %s twice".formatted(name));
      }
      urls.add(url(node.getScheme(), name));
    }
    return urls;
  }

  private static boolean sound(URI node) {
    String path = node.getRawPath();
    return ("https".equals(node.getScheme()) || "http".equals(node.getScheme()))
        && node.getHost() != null
        && node.getRawUserInfo() == null
        && (path == null || path.isEmpty() || path.equals("/"))
        && node.getRawQuery() == null
        && node.getRawFragment() == null;
  }

  private static URL url(String scheme, String authority) {
    try {
      return URI.create(scheme + "://" + authority).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("has the URL of no host: " + authority, e);
    }
  }
}
