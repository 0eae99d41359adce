package io.vouchsafe.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A stage with a template beside its two issuers: the organisations are issuers at {@code
 * /org/{org}}, with keys {@code org-{org}-*} and the brokers of the default issuer, which may vouch
 * for any organisation.
 */
public class OrganisationsStage extends Stage {
  /** The policy of who reads and signs for organisations. */
  public static final String SIGNER = "org-signer";

  private static final String SIGNER_RULES =
      """
      path "transit/keys/" { capabilities = ["list"] }
      path "transit/keys" { capabilities = ["list"] }
      path "transit/keys/org-*" { capabilities = ["read"] }
      path "transit/sign/org-*" { capabilities = ["update"] }
      """;

  private static final Map<String, String> KEYS =
      Map.of("rs256", "rsa-2048", "es256", "ecdsa-p256", "grant", "ecdsa-p256");

  @Override
  public Map<String, String> start() {
    Map<String, String> config = super.start();
    addTo(config);
    return config;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(OrganisationsStage.class));
  }

  /** Adds the template to the settings of a stage, and the policy to its OpenBao. */
  void addTo(Map<String, String> config) {
    bao().root().write("sys/policies/acl/" + SIGNER, Map.of("policy", SIGNER_RULES));
    config.putAll(bao().login(bao().tokenWith("vouchsafe-signer", "second-signer", SIGNER)));
    String from = "vouchsafe.issuers.default.";
    String to = "vouchsafe.issuers.org.";
    new TreeMap<>(config)
        .forEach(
            (name, value) -> {
              if (name.startsWith(from)) {
                config.put(to + name.substring(from.length()), value);
              }
            });
    config.put(to + "issuer", url() + "/org/{org}");
    config.put(to + "key-prefix", "org-{org}");
    config.put(to + "brokers.control.attributes.org", "*");
  }

  /** Makes the keys of an organisation. */
  public void make(String org) {
    make(org, Map.of());
  }

  /** The same with keys of other types, by what their names end with. */
  public void make(String org, Map<String, String> otherTypes) {
    Map<String, String> types = new TreeMap<>(KEYS);
    types.putAll(otherTypes);
    types.forEach(
        (suffix, type) ->
            bao()
                .root()
                .write("transit/keys/org-%s-%s".formatted(org, suffix), Map.of("type", type)));
  }

  /** Makes an organisation, and returns when it is served. */
  public Client made(String org) {
    make(org);
    return served(org);
  }

  /** Returns when an organisation is served whose keys are there. */
  public Client served(String org) {
    Client client = client(org);
    Eventually.eventually(org, () -> client.get("/.well-known/jwks.json").status() == 200);
    return client;
  }

  /** Returns when an organisation is listed whose keys are there; they are not read. */
  public Client listed(String org) {
    Client client = client(org);
    Eventually.eventually(org, () -> client.get("/id-token?audience=a").status() == 401);
    return client;
  }

  /** Makes the keys of many, side by side. */
  public void makeAll(List<String> orgs) {
    new OrganisationKeys(bao().root(), "org-").make(orgs);
  }

  /** Deletes the keys of an organisation. */
  public void delete(String org) {
    for (String suffix : KEYS.keySet()) {
      String key = "org-%s-%s".formatted(org, suffix);
      bao().configure(key, Map.of("deletion_allowed", true));
      bao().root().delete("transit/keys/" + key);
    }
  }

  /** Who calls an organisation. */
  public Client client(String org) {
    return new Client(this, url() + "/org/" + org);
  }

  /** A workload of an organisation. */
  public static Map<String, Object> workload(String org) {
    return Map.of("org", org, "app", "checkout", "deployment", "d-42");
  }
}
