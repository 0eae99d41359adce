package io.vouchsafe.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The name of the pod or of the machine. */
final class HostName {
  private static final Path OF_THE_KERNEL = Path.of("/proc/sys/kernel/hostname");

  private HostName() {}

  /** {@code HOSTNAME} of the environment, else the kernel's. */
  static String current() {
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isBlank())
        .orElseGet(HostName::ofTheKernel);
  }

  private static String ofTheKernel() {
    try {
      return Files.readString(OF_THE_KERNEL).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
