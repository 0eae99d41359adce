package io.vouchsafe.vault;

import java.util.Objects;

/**
 * What the settings of one Vault's address are called, for messages that say which one to check.
 *
 * @param property the prefix, {@code quarkus.vault} or {@code vouchsafe.vault.regions.<region>}
 * @param namespace the setting of its namespace
 * @param node whether it is one of the nodes that are asked in its place
 */
record AddressNames(String property, String namespace, boolean node) {
  static final AddressNames OF_VAULT =
      new AddressNames("quarkus.vault", "quarkus.vault.enterprise.namespace");

  private static final String NODES = "vouchsafe.vault.nodes";

  AddressNames {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(namespace, "namespace");
  }

  AddressNames(String property, String namespace) {
    this(property, namespace, false);
  }

  /** Those of its nodes. */
  AddressNames ofNode() {
    return new AddressNames(property, namespace, true);
  }

  String url() {
    return node ? NODES : property + ".url";
  }

  /** What to do with the address that it redirects to. */
  String redirected() {
    return node
        ? "name that in %s in this node's place, or leave this node out".formatted(NODES)
        : "set %s to it".formatted(url());
  }

  String authority() {
    return property + ".tls.ca-cert";
  }
}
