package io.vouchsafe.vault;

import io.quarkus.vault.runtime.config.VaultAuthenticationType;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Where a Vault is, and whom connections to it trust.
 *
 * @param property what the names of its settings begin with, for messages
 * @param namespaceProperty the setting of its namespace
 * @param url what is configured; {@link #checkUrl} says whether it is one
 * @param authority a PEM file with the authorities to trust
 * @param mountedAuthority that of the cluster, which Kubernetes mounts into each pod; taken where
 *     nothing else says whom to trust
 * @param skipVerify whether Vault's certificate is not checked
 * @param client the extension's settings: its timeout to connect and its proxy hold for all Vaults
 */
public record VaultAddress(
    String property,
    String namespaceProperty,
    Optional<URL> url,
    Optional<String> namespace,
    Optional<Path> authority,
    Optional<Path> mountedAuthority,
    boolean skipVerify,
    VaultRuntimeConfig client) {
  public VaultAddress {
    Objects.requireNonNull(property, "property");
    Objects.requireNonNull(namespaceProperty, "namespaceProperty");
    Objects.requireNonNull(client, "client");
  }

  /** The Vault that {@code quarkus.vault.*} describes. */
  public static VaultAddress of(VaultRuntimeConfig config) {
    return new VaultAddress(
        AddressNames.OF_VAULT.property(),
        AddressNames.OF_VAULT.namespace(),
        config.url(),
        config.enterprise().namespace(),
        config.tls().caCert().map(Path::of),
        Optional.of(VaultRuntimeConfig.KUBERNETES_CACERT)
            .filter(
                file ->
                    config.getAuthenticationType() == VaultAuthenticationType.KUBERNETES
                        && config.tls().useKubernetesCaCert())
            .map(Path::of),
        config.tls().skipVerify().orElse(false),
        config);
  }

  /**
   * The URL.
   *
   * @throws IllegalArgumentException naming the property, if there is none or it is no Vault's
   */
  public URL checkUrl() {
    URL checked =
        url.orElseThrow(
            () -> new IllegalArgumentException(property + ".url must be set to Vault's URL"));
    boolean plain =
        checked.getUserInfo() == null && checked.getQuery() == null && checked.getRef() == null;
    if (!Set.of("https", "http").contains(checked.getProtocol())
        || checked.getHost().isEmpty()
        || !plain) {
      throw new IllegalArgumentException(
          "%s.url must be an https or http URL with a host, without user, query and fragment, such as https://vault.example.com:8200"
              .formatted(property));
    }
    return checked;
  }

  /**
   * Checks everything but the URL, as {@link VaultAccess#open} does; opens nothing.
   *
   * @throws IllegalArgumentException naming the property without which it cannot work
   */
  public void check() {
    checkedNamespace();
    VaultConnections.client(this);
    VaultConnections.tls(this, ClientCertificate.NONE);
  }

  AddressNames names() {
    return new AddressNames(property, namespaceProperty);
  }

  /** The namespace as it is sent in a header. */
  Optional<String> checkedNamespace() {
    return namespace.map(name -> ConfiguredSecret.ofHeader(namespaceProperty, name));
  }
}
