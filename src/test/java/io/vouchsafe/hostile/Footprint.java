package io.vouchsafe.hostile;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.AuditLines;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What a service holds, has written and does: what must not grow by what strangers send.
 *
 * @param resident its memory as the kernel counts it, in MB; -1 if it has ended
 * @param live what of its heap a collection leaves, in MB; -1 of a native program, which nobody can
 *     tell to collect, and if it does not say
 * @param series of its metrics; -1 if it does not say
 * @param lines of its log but those of tokens, which are audited at the same place
 * @param loud lines of its log that are errors or parts of a stack trace
 * @param busy how much of a core it works with, in per cent, while nobody but a probe asks
 */
record Footprint(long resident, long live, long series, long lines, long loud, long busy) {
  private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
  private static final String AUDIT = "[io.vouchsafe.audit]";
  private static final long MORE_LIVE = 48;
  private static final long MORE_RESIDENT = 256;
  private static final long MORE_BUSY = 50;
  private static final Duration A_LOOK = Duration.ofMillis(200);
  private static final long NONE = -1;
  private static final long MB = 1_000_000;

  static Footprint of(ServiceProcess service, String managementUrl) {
    collectGarbage(service.process());
    List<String> metrics = metrics(managementUrl);
    List<String> lines = linesOf(service.log());
    return new Footprint(
        resident(service.process()),
        live(metrics),
        metrics.isEmpty() ? NONE : metrics.size(),
        lines.size(),
        lines.stream().filter(it -> it.contains(" ERROR ") || it.startsWith("\tat ")).count(),
        busy(service.process()));
  }

  /** Whether it holds or does more than one of before, and by more than is to be expected. */
  boolean isMoreThan(Footprint before) {
    return busy > before.busy + MORE_BUSY
        || live > before.live + MORE_LIVE
        || resident > before.resident + MORE_RESIDENT;
  }

  /** The lines of a log but those of tokens. */
  static List<String> linesOf(Path log) {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> !line.contains(AUDIT) && !AuditLines.isRecord(line)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A JVM is told to; a native program does it when it must. */
  private static void collectGarbage(Process process) {
    if (Artifact.current().binary()) {
      return;
    }
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Processes.said(List.of(jcmd, Long.toString(process.pid()), "GC.run"), Map.of(), Path.of(""));
    } catch (Processes.Failed hasEnded) {
      // which the result tells
    }
  }

  private static List<String> metrics(String managementUrl) {
    try {
      String text = Http.get(managementUrl + "/q/metrics").http().body();
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (UncheckedIOException e) {
      return List.of();
    }
  }

  private static long live(List<String> metrics) {
    if (Artifact.current().binary()) {
      return NONE;
    }
    double[] pools = Metrics.values(String.join("\n", metrics), HEAP).toArray();
    return pools.length == 0 ? NONE : Math.round(DoubleStream.of(pools).sum() / MB);
  }

  private static long busy(Process process) {
    long start = System.nanoTime();
    Duration before = cpu(process);
    try {
      Thread.sleep(A_LOOK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 100 * cpu(process).minus(before).toNanos() / (System.nanoTime() - start);
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static long resident(Process process) {
    try (Stream<String> status = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return status
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> line.replaceAll("\\D", ""))
          .map(kilobytes -> Long.parseLong(kilobytes) * 1024 / MB)
          .findFirst()
          .orElse(NONE);
    } catch (IOException e) {
      return NONE;
    }
  }
}
