package io.vouchsafe.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The Kubernetes cluster that {@code KUBECONFIG} leads to, and a namespace of our own in it that
 * enforces the restricted profile. It is taken away when the JVM ends, with all that was bound.
 *
 * @param server the API server's URL
 * @param caFile the certificate authorities of that URL
 * @param issuer the {@code iss} of its service-account tokens
 */
record Cluster(String namespace, String server, Path caFile, String issuer) {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final String REVIEWER = "vouchsafe-check-reviewer";

  /**
   * Reaches the cluster and makes the namespace.
   *
   * @throws Processes.Failed with kubectl's own words, if either cannot be done
   */
  static Cluster reached(Path folder) {
    String cluster = "jsonpath={.clusters[0].cluster.%s}";
    String server = config(cluster.formatted("server"));
    String data = config(cluster.formatted("certificate-authority-data"));
    String file = config(cluster.formatted("certificate-authority"));
    Path authorities =
        data.isEmpty()
            ? Path.of(file).toAbsolutePath()
            : write(folder.resolve("ca.crt"), new String(Base64.getDecoder().decode(data)));
    String issuer =
        parsed(kubectl("get", "--raw", "/.well-known/openid-configuration"))
            .path("issuer")
            .asText();
    String namespace = "vouchsafe-check-" + Long.toString(ProcessHandle.current().pid(), 36);
    kubectl("create", "namespace", namespace);
    Cluster made = new Cluster(namespace, server, authorities, issuer);
    Processes.afterwards(made::tidy);
    kubectl(
        "label",
        "namespace",
        namespace,
        "pod-security.kubernetes.io/enforce=restricted",
        "pod-security.kubernetes.io/warn=restricted");
    made.ensureDefaultAccount();
    return made;
  }

  /** A pod needs it; a controller makes it, and an API server alone has none. */
  private void ensureDefaultAccount() {
    try {
      account("default");
    } catch (Processes.Failed alreadyThere) {
      here("get", "serviceaccount", "default");
    }
  }

  /** Whether the cluster has this resource, named as {@code kubectl get crd} does. */
  boolean has(String definition) {
    return !kubectl("get", "crd", definition, "--ignore-not-found", "-o", "name").isBlank();
  }

  /** The API server's version, such as {@code v1.37.2}. */
  String version() {
    return parsed(kubectl("get", "--raw", "/version")).path("gitVersion").asText();
  }

  /** Makes a service account. */
  void account(String name) {
    here("create", "serviceaccount", name);
  }

  /** Lets an account ask the API server about tokens, as Vault does at each login. */
  void reviewsTokens(String account) {
    kubectl(
        "create",
        "clusterrolebinding",
        REVIEWER + "-" + namespace,
        "--clusterrole=system:auth-delegator",
        "--serviceaccount=" + namespace + ":" + account);
  }

  /** A token of an account for this audience; for the API server itself where it is empty. */
  String token(String account, String audience) {
    List<String> command = new ArrayList<>(List.of("create", "token", account, "--duration=1h"));
    if (!audience.isEmpty()) {
      command.add("--audience=" + audience);
    }
    return here(command.toArray(String[]::new)).strip();
  }

  /** Runs kubectl in the namespace; what it printed. */
  String here(String... arguments) {
    List<String> all = new ArrayList<>(List.of("--namespace", namespace));
    all.addAll(List.of(arguments));
    return kubectl(all.toArray(String[]::new));
  }

  /** Runs kubectl as whoever shows this bearer token, and as nobody else; what it printed. */
  String as(String token, String... arguments) {
    Path user =
        write(
            caFile.resolveSibling("user.kubeconfig"),
            """
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "%s", certificate-authority: "%s"}}]
            users: [{name: u, user: {token: "%s"}}]
            contexts: [{name: c, context: {cluster: c, user: u, namespace: "%s"}}]
            current-context: c
            """
                .formatted(server, caFile.toAbsolutePath(), token, namespace));
    List<String> all = new ArrayList<>(List.of("--kubeconfig=" + user));
    all.addAll(List.of(arguments));
    return kubectl(all.toArray(String[]::new));
  }

  /** The JVM may be ending, so the test bed's own processes cannot be had any more. */
  private void tidy() {
    try {
      for (List<String> what :
          List.of(
              List.of("namespace", namespace, "--wait=false"),
              List.of("clusterrolebinding", REVIEWER + "-" + namespace))) {
        List<String> command = new ArrayList<>(List.of("kubectl", "delete", "--ignore-not-found"));
        command.addAll(what);
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
      }
    } catch (IOException e) {
      System.err.println("cannot delete namespace " + namespace + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String config(String template) {
    return kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", template).strip();
  }

  private static String kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(List.of(arguments));
    return Processes.said(command, Map.of(), Repository.ROOT);
  }

  private static JsonNode parsed(String json) {
    try {
      return Http.JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file; a new one is for its owner only. */
  static Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      if (!Files.exists(file)) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
