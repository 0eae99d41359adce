package io.vouchsafe.agent.lint;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of hosts, and which of them a certificate is for (RFC 9525, 6). */
final class Hosts {
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private Hosts() {}

  /** Without the brackets that a URL puts around IPv6. */
  static String bare(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  static boolean isAddress(String host) {
    return ADDRESS.matcher(host).matches();
  }

  /** Whether a certificate is for this host; its common name does not count. */
  static boolean covers(X509Certificate certificate, String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int kind = isAddress(host) ? IP_ADDRESS : DNS_NAME;
    return names(certificate, kind).stream()
        .map(pattern -> pattern.toLowerCase(Locale.ROOT))
        .anyMatch(pattern -> matches(pattern, name));
  }

  private static boolean matches(String pattern, String name) {
    int dot = name.indexOf('.');
    return pattern.equals(name)
        || (pattern.startsWith("*.")
            && dot > 0
            && name.substring(dot).equals(pattern.substring(1)));
  }

  /** The DNS names that it is for. */
  static List<String> names(X509Certificate certificate) {
    return names(certificate, DNS_NAME);
  }

  private static List<String> names(X509Certificate certificate, int kind) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream()
              .filter(name -> name.getFirst().equals(kind))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
