package io.vouchsafe.clients;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code dev/clients}: unmodified clients, each of which takes a token and has it verified. */
public final class Clients {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern RESULT = Pattern.compile("(?m)^result: (.*)$");
  private static final int LINES_TOLD = 20;

  private final Bed bed;
  private final List<String> skipped = new ArrayList<>();
  private final List<String> failed = new ArrayList<>();
  private int verified;

  private Clients(Bed bed) {
    this.bed = bed;
  }

  public static void main(String[] arguments) {
    Flags flags = new Flags("clients", arguments, Set.of(), Set.of());
    try {
      Clients clients = new Clients(Bed.start());
      for (ClientCase one : Chapter.all(clients.bed)) {
        if (flags.others().isEmpty() || isNamed(one.name(), flags.others())) {
          clients.run(one);
        }
      }
      System.exit(clients.verdict() ? 0 : 1);
    } catch (RuntimeException | AssertionError e) {
      if (!Processes.isInterrupted()) {
        System.err.println("clients: " + e.getMessage());
        System.exit(1);
      }
    }
  }

  private void run(ClientCase one) {
    var command = one.command();
    if (command.isEmpty()) {
      skipped.add(one.name());
      System.out.printf("skipped  %s: %s%n", one.name(), one.tool().missing());
      return;
    }
    long began = System.nanoTime();
    String output = "";
    try {
      Ended ended = ended(command.get(), one.settings());
      output = ended.output();
      if (ended.status() != 0) {
        throw new IllegalStateException("it ended with " + ended.status());
      }
      Matcher result = RESULT.matcher(output);
      if (!result.find()) {
        throw new IllegalStateException("it has no result");
      }
      one.check().accept(result.group(1).strip());
      verified++;
      double seconds = (System.nanoTime() - began) / 1e9;
      System.out.printf(Locale.ROOT, "ok       %s (%.1f s)%n", one.name(), seconds);
    } catch (IllegalStateException e) {
      failed.add(one.name());
      System.out.printf("FAILED   %s: %s%n", one.name(), e.getMessage());
      List<String> lines = output.lines().toList();
      lines
          .subList(Math.max(0, lines.size() - LINES_TOLD), lines.size())
          .forEach(line -> System.out.println("           | " + line));
    }
  }

  private record Ended(int status, String output) {}

  private Ended ended(List<String> command, Map<String, String> settings) {
    Map<String, String> environment = bed.environment();
    environment.putAll(settings);
    Path log = bed.folder().resolve("client.log");
    Process process = Processes.start(command, environment, bed.folder(), log);
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("it did not end within " + PATIENCE.toSeconds() + " s");
      }
      return new Ended(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Processes.stop(process);
    }
  }

  private boolean verdict() {
    System.out.printf(
        "%d clients took a token that was verified; skipped: %s; failed: %s%n",
        verified, named(skipped), named(failed));
    return failed.isEmpty() && verified > 0;
  }

  private static String named(List<String> names) {
    return names.isEmpty() ? "none" : names.size() + " (" + String.join("; ", names) + ")";
  }

  private static boolean isNamed(String client, List<String> parts) {
    String name = client.toLowerCase(Locale.ROOT);
    return parts.stream().anyMatch(part -> name.contains(part.toLowerCase(Locale.ROOT)));
  }
}
