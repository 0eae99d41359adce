package io.vouchsafe.agent.lint;

import io.vouchsafe.agent.Fault;
import java.net.URI;
import java.util.Objects;

/**
 * The address that is asked in place of the hosts that URLs name.
 *
 * @param tls whether it ends TLS for them; if not, it is behind what does
 */
public record Via(String host, int port, boolean tls) {
  public Via {
    Objects.requireNonNull(host, "host");
  }

  /**
   * Reads {@code HOST:PORT}, or {@code http://HOST:PORT} for one without TLS.
   *
   * @throws Fault if it is neither
   */
  public static Via parse(String option, String text) throws Fault {
    boolean plain = text.startsWith("http://");
    try {
      URI url = URI.create(plain ? text : "https://" + text);
      if (url.getHost() != null
          && url.getPort() > 0
          && url.getPort() < 1 << 16
          && url.getRawPath().isEmpty()
          && url.getRawUserInfo() == null
          && url.getRawQuery() == null
          && url.getRawFragment() == null) {
        return new Via(Hosts.bare(url.getHost()), url.getPort(), !plain);
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw Fault.misused(
        "%s is HOST:PORT, or http://HOST:PORT for one without TLS, not '%s'"
            .formatted(option, text));
  }
}
