package io.vouchsafe.testing;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a start that works, without a Vault, and changes to them: one issuer {@code
 * default}, one trusted issuer {@code control}, one broker {@code control}.
 */
public final class StartSettings {
  public static final String KEYS = "vouchsafe.keys.";
  public static final String ISSUER = "vouchsafe.issuers.default.";
  public static final String TRUSTED = ISSUER + "trusted-issuers.control.";
  public static final String BROKER = ISSUER + "brokers.control.";
  public static final String JOBS = ISSUER + "trusted-issuers.jobs.";
  public static final String EXCHANGE = ISSUER + "exchanges.jobs.";
  public static final String VAULT = "quarkus.vault.";

  private final Map<String, String> properties = new TreeMap<>();

  private StartSettings() {}

  /**
   * Settings that are accepted; the file of the trusted issuer's keys is made in {@code folder}.
   */
  public static StartSettings good(Path folder) {
    return new StartSettings()
        .with("quarkus.http.host", "127.0.0.1")
        .with("quarkus.http.port", "0")
        .with("vouchsafe.http.behind-proxy", "true")
        .with("quarkus.management.host", "127.0.0.1")
        .with("quarkus.management.port", "0")
        .with(VAULT + "url", "http://127.0.0.1:9")
        .with(VAULT + "authentication.client-token", "not-a-token")
        .with(ISSUER + "issuer", "https://id.example.com")
        .with(TRUSTED + "issuer", "https://control.example")
        .with(TRUSTED + "audience", "vouchsafe")
        .with(TRUSTED + "jwks-file", jwksFile(folder).toString())
        .with(BROKER + "trusted-issuer", "control")
        .with(BROKER + "subjects", "control-plane")
        .with(BROKER + "audiences", "*")
        .with(BROKER + "attributes.org", "*")
        .with(BROKER + "attributes.app", "*")
        .with(BROKER + "attributes.deployment", "*");
  }

  /** With an exchange {@code jobs} of a trusted issuer {@code jobs}. */
  public StartSettings exchanging(Path folder) {
    return with(JOBS + "issuer", "https://jobs.example")
        .with(JOBS + "audience", "https://id.example.com/token")
        .with(JOBS + "jwks-file", jwksFile(folder).toString())
        .with(EXCHANGE + "trusted-issuer", "jobs")
        .with(EXCHANGE + "claims.repository_owner", "acme")
        .with(EXCHANGE + "claims.repository_id", "*")
        .with(EXCHANGE + "attributes.org", "{repository_owner}")
        .with(EXCHANGE + "attributes.app", "{repository_id}")
        .with(EXCHANGE + "attributes.deployment", "ci")
        .with(EXCHANGE + "audiences", "sts.amazonaws.com");
  }

  /** With another region, {@code x}. */
  public StartSettings besideARegion() {
    return with("vouchsafe.vault.regions.x.url", "https://vault.x.example:8200")
        .with("vouchsafe.vault.regions.x.authentication.client-token", "not-a-token");
  }

  private static Path jwksFile(Path folder) {
    return TrustFile.write(folder.resolve("jwks.json"), "{\"keys\":[]}");
  }

  public StartSettings with(String property, String value) {
    properties.put(property, value);
    return this;
  }

  /** Without all properties whose names start with this. */
  public StartSettings without(String prefix) {
    properties.keySet().removeIf(property -> property.startsWith(prefix));
    return this;
  }

  public Map<String, String> properties() {
    return Collections.unmodifiableMap(properties);
  }
}
