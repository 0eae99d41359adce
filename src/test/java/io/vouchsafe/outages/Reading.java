package io.vouchsafe.outages;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/**
 * What a process holds at one moment.
 *
 * @param resident octets in memory (VmRSS)
 * @param heap octets that live in a JVM's heap; 0 of a native program
 * @param threads of the process
 * @param descriptors that are open
 * @param waiting tokens that wait for a call to Vault
 * @param revoked entries in the lists of revoked grants
 */
record Reading(
    double resident,
    double heap,
    double threads,
    double descriptors,
    double waiting,
    double revoked) {
  /**
   * Looks at it.
   *
   * @param managementUrl where its metrics are
   */
  static Reading of(Process process, String managementUrl) {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    double heap = Artifact.current().binary() ? 0 : heap(process);
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      List<String> status = Files.readAllLines(proc.resolve("status"));
      String metrics = Http.get(managementUrl + "/q/metrics").http().body();
      return new Reading(
          1024 * number(status, "VmRSS:"),
          heap,
          number(status, "Threads:"),
          open.count(),
          sum(metrics, "vouchsafe_signing_waiting_tokens{"),
          sum(metrics, "vouchsafe_caller_revocation_entries{"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last line of a histogram of what lives is {@code Total INSTANCES OCTETS}. */
  private static double heap(Process process) {
    String histogram = jcmd(Long.toString(process.pid()), "GC.class_histogram").strip();
    return Double.parseDouble(histogram.substring(histogram.lastIndexOf(' ') + 1));
  }

  private static String jcmd(String pid, String command) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    return Processes.said(List.of(jcmd, pid, command), Map.of(), Repository.ROOT);
  }

  private static double number(List<String> status, String name) {
    return status.stream()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  private static double sum(String metrics, String series) {
    return Metrics.values(metrics, series).filter(Double::isFinite).sum();
  }

  /** Of two moments, figure by figure. */
  Reading with(Reading other, DoubleBinaryOperator combined) {
    return new Reading(
        combined.applyAsDouble(resident, other.resident),
        combined.applyAsDouble(heap, other.heap),
        combined.applyAsDouble(threads, other.threads),
        combined.applyAsDouble(descriptors, other.descriptors),
        combined.applyAsDouble(waiting, other.waiting),
        combined.applyAsDouble(revoked, other.revoked));
  }
}
