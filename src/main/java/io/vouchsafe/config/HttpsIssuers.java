package io.vouchsafe.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Somebody has to speak TLS for an issuer that is https: the public port itself, or a proxy that
 * the settings know of. Else its tokens and grants would cross the network in clear text, or all
 * clients of an unknown proxy would share the bounds of one peer, and nobody would see it.
 */
public final class HttpsIssuers {
  private static final String PROXIES = "vouchsafe.http.proxies";

  private HttpsIssuers() {}

  /**
   * @throws io.quarkus.runtime.configuration.ConfigurationException if an issuer is https, the
   *     public port has no TLS, and no proxy is named or said to be there
   */
  public static void check(Configuration config) {
    HttpConfig http = config.of(HttpConfig.class);
    boolean behindProxy = http.behindProxy() || !http.proxies().orElse(List.of()).isEmpty();
    if (behindProxy || config.ownTls()) {
      return;
    }
    new TreeMap<>(config.of(IssuersConfig.class).issuers())
        .entrySet().stream()
            .filter(HttpsIssuers::isHttps)
            .map(Map.Entry::getKey)
            .findFirst()
            .ifPresent(
                name -> {
                  throw Setting.refused(
                      PROXIES,
                      ("is missing: issuer %s is https, and the public port has no TLS. Name the"
                              + " addresses of the proxy that ends TLS, or set"
                              + " vouchsafe.http.behind-proxy=true where they are not known, or give"
                              + " the port a certificate with quarkus.tls.key-store.*")
                          .formatted(name));
                });
  }

  private static boolean isHttps(Map.Entry<String, IssuersConfig.IssuerConfig> issuer) {
    return "https".equals(issuer.getValue().issuer().getScheme());
  }
}
