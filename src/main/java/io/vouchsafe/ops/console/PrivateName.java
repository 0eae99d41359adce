package io.vouchsafe.ops.console;

import java.util.Locale;
import java.util.Set;

/**
 * Names of hosts that only the operators' own network can give out. A web page of a stranger can
 * have a browser ask the service by a name of the stranger's, which points to the service's
 * address, and then read the answer as its own (DNS rebinding). The browser sends that name as
 * {@code Host}, and it is one of the public DNS.
 */
final class PrivateName {
  /** RFC 6761 and 6762, ICANN's name for private networks, and Kubernetes' short names. */
  private static final Set<String> OF_NO_STRANGER = Set.of("localhost", "local", "internal", "svc");

  private PrivateName() {}

  /** Whether it is an address, has no dot, or ends in a name that is private. */
  static boolean holds(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String last = name.substring(name.lastIndexOf('.') + 1);
    return name.startsWith("[")
        || last.equals(name)
        || isNumber(last)
        || OF_NO_STRANGER.contains(last.toLowerCase(Locale.ROOT));
  }

  /** A host that ends in a number is an IPv4 address for every browser (WHATWG URL, 3.5). */
  private static boolean isNumber(String label) {
    return !label.isEmpty() && label.chars().allMatch(it -> it >= '0' && it <= '9');
  }
}
