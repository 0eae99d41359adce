package io.vouchsafe.vault;

import java.util.Objects;

/**
 * What the settings of one Vault's address are called, for messages that say which one to check.
 *
 * @param property the prefix, {@code quarkus.vault} or {@code vouchsafe.vault.regions.<region>}
 * @param namespace the setting of its namespace
 */
record AddressNames(String property, String namespace) {
  static final AddressNames OF_VAULT =
      new AddressNames("quarkus.vault", "quarkus.vault.enterprise.namespace");

  AddressNames {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(namespace, "namespace");
  }

  String url() {
    return property + ".url";
  }

  String authority() {
    return property + ".tls.ca-cert";
  }
}
