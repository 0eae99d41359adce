package io.vouchsafe.config;

/** What is legal, and unwise in production; what has to be allowed in words is refused else. */
final class UnwiseSettings {
  private static final String PROXIES = "vouchsafe.http.proxies";

  private UnwiseSettings() {}

  static void check(Configuration config) {
    Faults faults = config.faults();
    UnsafeVault.check(config);
    config
        .of(HttpConfig.class)
        .proxies()
        .ifPresent(
            proxies -> {
              if (proxies.stream().anyMatch(block -> block.strip().endsWith("/0"))) {
                faults.warn(
                    PROXIES, PROXIES + ": names every address, so each client may say who it is");
              }
            });
    if (config.servesPlainTextBesideTls()) {
      faults.warn(
          Configuration.INSECURE,
          Configuration.INSECURE
              + ": is enabled, so grants and tokens cross the network in clear text on the port beside the one with TLS; leave it out, or set it to redirect");
    }
    config
        .of(IssuersConfig.class)
        .issuers()
        .forEach(
            (name, issuer) -> {
              checkIssuer(name, issuer, faults);
              if (config.serves()) {
                UnfilledSubjects.check(name, issuer, faults);
                WidePrefixes.check(name, issuer, faults);
                UnfilledAudiences.check(name, issuer, faults);
              }
            });
  }

  private static void checkIssuer(String name, IssuersConfig.IssuerConfig issuer, Faults faults) {
    AzureFiles.check(name, issuer, faults);
    String property = "vouchsafe.issuers." + name + ".issuer";
    String host = issuer.issuer().getHost();
    if (host == null || IssuerUrl.isLoopback(host)) {
      return;
    }
    if (issuer.issuer().getPort() >= 0) {
      faults.warn(property, property + ": has a port, and AWS takes no issuer with one");
    }
    if (issuer.issuer().getScheme().equals("http")) {
      faults.warn(property, property + ": is http, and relying parties on the internet refuse it");
    }
  }
}
