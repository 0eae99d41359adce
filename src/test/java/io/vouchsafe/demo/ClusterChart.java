package io.vouchsafe.demo;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The chart against a real API server: each file of values in {@code helm/vouchsafe/ci} is
 * installed as a dry run of the server, in a namespace that enforces the restricted profile.
 *
 * @param helm the program
 */
record ClusterChart(Cluster cluster, String helm) {
  private static final Path CHART = Repository.ROOT.resolve("helm/vouchsafe");
  private static final String PROFILE = "violate PodSecurity";

  /** Kinds that a cluster may not have, and the values that write them. */
  private static final Map<String, List<String>> OPTIONAL =
      Map.of(
          "httproutes.gateway.networking.k8s.io", List.of("httpRoute.enabled"),
          "servicemonitors.monitoring.coreos.com", List.of("metrics.serviceMonitor.enabled"),
          "prometheusrules.monitoring.coreos.com", List.of("metrics.prometheusRule.enabled"),
          "certificates.cert-manager.io", List.of("tls.certManager.enabled"));

  /**
   * Installs each as a dry run.
   *
   * @return the resources that were left out, since the cluster does not have them
   * @throws Story.StepFailed if the API server refuses one, or warns of a pod
   */
  List<String> tell() {
    Story.title("The chart, as a dry run of the server");
    List<String> without = new ArrayList<>();
    List<String> leftOut = new ArrayList<>();
    OPTIONAL.forEach(
        (crd, values) -> {
          if (!cluster.has(crd)) {
            leftOut.add(crd);
            Story.show("left out", crd + ", which this cluster does not have");
            values.forEach(value -> without.addAll(List.of("--set", value + "=false")));
          }
        });
    for (Path values : valueFiles()) {
      dryRun(values, without);
    }
    return leftOut;
  }

  private void dryRun(Path values, List<String> without) {
    String name = values.getFileName().toString();
    refuseWarnings(name, helm(values, without, "install", "--dry-run=server"));
    String rendered = helm(values, without, "template", "--kube-version", cluster.version());
    Path manifest = Cluster.write(Place.FOLDER.resolve("cluster/manifest.yaml"), rendered);
    refuseWarnings(name, cluster.here("create", "--dry-run=server", "--filename=" + manifest));
    Story.show("accepted", name);
  }

  private static void refuseWarnings(String name, String printed) {
    Story.expectTrue(name + " meets the restricted profile", !printed.contains(PROFILE), printed);
  }

  private String helm(Path values, List<String> without, String... verb) {
    List<String> command = new ArrayList<>(List.of(helm, verb[0], "check", CHART.toString()));
    command.addAll(List.of(verb).subList(1, verb.length));
    command.addAll(List.of("--namespace", cluster.namespace(), "--values", values.toString()));
    command.addAll(without);
    return Processes.said(command, Map.of(), Repository.ROOT);
  }

  private static List<Path> valueFiles() {
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
