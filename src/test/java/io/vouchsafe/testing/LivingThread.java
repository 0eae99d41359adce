package io.vouchsafe.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thread that lives, platform or virtual, as HotSpot's thread dump shows it. {@link
 * Thread#getAllStackTraces} does not list virtual threads.
 *
 * @param id the number that the JVM gave it; later threads have higher ones
 * @param name empty for a virtual thread without a name
 * @param stack its frames, innermost first, each as {@link StackTraceElement#toString} writes it
 */
record LivingThread(long id, String name, boolean virtual, List<String> stack) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> JDK = List.of("java.", "javax.", "jdk.", "sun.", "com.sun.");

  /** Every living thread of this JVM, those of executors too. */
  static List<LivingThread> all() {
    JsonNode dump = dump();
    List<LivingThread> threads = new ArrayList<>();
    for (JsonNode container : dump.at("/threadDump/threadContainers")) {
      container.path("threads").forEach(thread -> threads.add(of(thread)));
    }
    return threads;
  }

  /** A number that no living thread has and every later thread exceeds. */
  static long newestId() {
    return Thread.ofVirtual().unstarted(() -> {}).threadId();
  }

  private static JsonNode dump() {
    try {
      Path folder = Files.createTempDirectory("threads-");
      Path file = folder.resolve("threads.json");
      try {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
            .dumpThreads(file.toString(), ThreadDumpFormat.JSON);
        return JSON.readTree(file.toFile());
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LivingThread of(JsonNode thread) {
    List<String> stack = new ArrayList<>();
    thread.path("stack").forEach(frame -> stack.add(frame.asText()));
    return new LivingThread(
        thread.path("tid").asLong(),
        thread.path("name").asText(),
        thread.path("virtual").asBoolean(),
        List.copyOf(stack));
  }

  /** The class of the outermost frame that is not the JDK's: whose work this thread does. */
  Optional<String> owner() {
    return stack.reversed().stream()
        .map(LivingThread::className)
        .filter(name -> JDK.stream().noneMatch(name::startsWith))
        .findFirst();
  }

  /** Without the loader and the module that may stand before it, and without the method. */
  private static String className(String frame) {
    String method = frame.substring(0, frame.indexOf('('));
    String qualified = method.substring(method.lastIndexOf('/') + 1);
    return qualified.substring(0, qualified.lastIndexOf('.'));
  }

  @Override
  public String toString() {
    return "%s thread '%s' (%d)%n    at %s"
        .formatted(virtual ? "virtual" : "platform", name, id, String.join("\n    at ", stack));
  }
}
