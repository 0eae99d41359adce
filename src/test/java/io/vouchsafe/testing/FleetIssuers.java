package io.vouchsafe.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The issuers of a {@link Fleet}: their keys in Vault, and what its instances are told of them. */
final class FleetIssuers {
  private final Stage stage;
  private final Map<String, String> settings;

  /**
   * @param settings of the stage, whose first two issuers they name
   */
  FleetIssuers(Stage stage, Map<String, String> settings) {
    this.stage = stage;
    this.settings = new TreeMap<>(settings);
  }

  /** Makes the keys of all but the first two, which are there; the settings of all. */
  Map<String, String> all(List<String> issuers) {
    issuers.stream().skip(2).forEach(this::add);
    for (String issuer : issuers) {
      String own = "vouchsafe.issuers." + issuer + ".";
      settings.put(own + "subject", "job:{job}");
      settings.put(own + "brokers.control.attributes.job", "*");
      if (settings.containsKey(own + "brokers.edge.subjects")) {
        settings.put(own + "brokers.edge.attributes.job", "*");
      }
      settings.put(own + "trusted-issuers.control.audience", Fleet.proofAudience(issuer));
      settings.put(own + "audiences.\"" + Fleet.ES256 + "\".algorithm", "ES256");
    }
    return settings;
  }

  /** The same as the second, but for its names. */
  private void add(String issuer) {
    stage.bao().setup("--key-prefix", Fleet.prefix(issuer));
    String second = "vouchsafe.issuers.second.";
    String own = "vouchsafe.issuers." + issuer + ".";
    Map.copyOf(settings)
        .forEach(
            (name, value) -> {
              if (name.startsWith(second)) {
                settings.put(own + name.substring(second.length()), value);
              }
            });
    settings.put(own + "issuer", stage.url() + Fleet.path(issuer));
    settings.put(own + "key-prefix", Fleet.prefix(issuer));
  }
}
