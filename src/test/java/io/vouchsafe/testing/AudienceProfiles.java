package io.vouchsafe.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Audiences with profiles for the issuer {@code default} of a {@link Stage}, beside those that it
 * has: one of each profile.
 */
public final class AudienceProfiles implements QuarkusTestResourceLifecycleManager {
  public static final String AWS = "sts.amazonaws.com";
  public static final String AZURE = "api://AzureADTokenExchange";
  public static final String GOOGLE = "https://iam.googleapis.com/p";
  public static final String VAULT = "https://vault.example.com";
  public static final String SPIFFE = "spiffe://example.org/api";

  @Override
  public Map<String, String> start() {
    Map<String, String> config = new LinkedHashMap<>();
    IssuerSettings issuer = new IssuerSettings(config, "default");
    of(issuer, AWS, "profile", "aws");
    of(issuer, AWS, "tags.Org", "org");
    of(issuer, AWS, "tags.Note", "note");
    of(issuer, AWS, "transitive-tags", "Org");
    of(issuer, AWS, "roles", "arn:aws:iam::123456789012:role/{org}/{app}");
    of(issuer, AZURE, "profile", "azure");
    of(issuer, AZURE, "subject", "app:{org}/{app}");
    of(issuer, GOOGLE, "profile", "google");
    of(issuer, VAULT, "profile", "vault");
    of(issuer, VAULT, "nbf-allowance", "5s");
    of(issuer, VAULT, "default-ttl", "2m");
    of(issuer, VAULT, "claims.owner", "org");
    of(issuer, SPIFFE, "profile", "spiffe");
    of(issuer, SPIFFE, "algorithm", "ES256");
    of(issuer, SPIFFE, "subject", "spiffe://example.org/{org}/{app}");
    return config;
  }

  private static void of(IssuerSettings issuer, String audience, String setting, String value) {
    issuer.with("audiences.\"%s\".%s".formatted(audience, setting), value);
  }

  @Override
  public void stop() {}
}
