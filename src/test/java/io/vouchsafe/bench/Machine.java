package io.vouchsafe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the system tells of CPU time, and how quiet the machine was. */
final class Machine {
  private static final List<Double> OTHERS = new ArrayList<>();

  private Machine() {}

  /**
   * The CPU time of a process and those it started, to 10 ms; NaN where the system does not tell.
   */
  static double cpuSeconds(Process process) {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .mapToDouble(Machine::cpuSeconds)
        .sum();
  }

  static double cpuSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().map(time -> time.toNanos() / 1e9).orElse(Double.NaN);
  }

  /**
   * The CPU time of all processes, and what the host took for other guests; NaN where the system
   * does not tell.
   */
  static double cpuSeconds() {
    try (var lines = Files.lines(Path.of("/proc/stat"))) {
      var times = lines.findFirst().orElseThrow().split(" +", -1);
      return IntStream.of(1, 2, 3, 6, 7, 8)
          .mapToDouble(i -> Long.parseLong(times[i]) / 100.0)
          .sum();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Takes down how many cores were busy with what is no part of a measurement. */
  static void sawOthers(double cores) {
    OTHERS.add(cores);
  }

  /** Over all measurements so far. */
  static Row.Spread others() {
    return Row.Spread.of(OTHERS.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static String cpu() {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }
}
