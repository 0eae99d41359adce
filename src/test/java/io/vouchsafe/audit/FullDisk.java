package io.vouchsafe.audit;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes to a file until that is full, in a process of its own. */
final class FullDisk {
  private FullDisk() {}

  public static void main(String... arguments) {
    int written = 0;
    boolean full = false;
    try (AuditWriter writer =
        AuditWriters.of(new FileTarget(Path.of(arguments[0])), AuditEvents.NONE)) {
      writer.start();
      while (!full && written < 1000) {
        full = !writer.write(AuditSamples.asked("j-" + written));
        written += full ? 0 : 1;
      }
      full &= writer.fault().isPresent();
    }
    System.out.println("written=" + (written > 0) + " full=" + full);
  }

  static String classPath() {
    return Stream.of(FullDisk.class, AuditWriter.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(File.pathSeparator));
  }

  static Map<String, Boolean> result(String said) {
    return Map.of("written", said.contains("written=true"), "full", said.contains("full=true"));
  }
}
