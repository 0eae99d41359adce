package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URL;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator wants to know of the process that answers.
 *
 * @param runtime {@code native}, or name and version of the JVM
 * @param host the name of the pod or of the machine
 * @param rotation what part it takes in rotation, as in {@code vouchsafe.rotation.mode}
 * @param region the name of home
 * @param vault the address of home's Vault
 * @param namespace of Vault
 */
public record Instance(
    String version,
    String commit,
    String runtime,
    Instant startedAt,
    String host,
    String rotation,
    String region,
    Optional<URL> vault,
    Optional<String> namespace) {

  public Instance {
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(commit, "commit");
    Objects.requireNonNull(runtime, "runtime");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(rotation, "rotation");
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(vault, "vault");
  }

  /** Scheme, host, port and path; a password or a query may be secret. */
  private static String address(URL url) {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return "%s://%s%s%s".formatted(url.getProtocol(), url.getHost(), port, url.getPath());
  }

  void describe(ObjectNode json) {
    json.put("version", version);
    json.put("commit", commit);
    json.put("runtime", runtime);
    json.put("started_at", startedAt.toString());
    json.put("host", host);
    json.put("rotation", rotation);
    json.put("region", region);
    json.putObject("vault")
        .put("address", vault.map(Instance::address).orElse(null))
        .put("namespace", namespace.orElse(null));
  }
}
