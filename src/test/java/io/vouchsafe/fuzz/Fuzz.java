package io.vouchsafe.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vouchsafe.testing.Flags;
import io.vouchsafe.testing.Repository;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code dev/fuzz}: has Jazzer look for inputs that a reader fails at. */
public final class Fuzz {
  private static final String API = "api";
  private static final int DAY = 1440;
  private static final int SECONDS_FOR_ONE = 60;
  private static final int LONGEST_INPUT = 20_000;
  private static final Path FOLDER = Repository.TARGET.resolve("fuzz");
  private static final Pattern EXECUTIONS =
      Pattern.compile("(?m)^stat::number_of_executed_units: *(\\d+)$");

  private Fuzz() {}

  /** How one of them ended. */
  private record Ended(String title, long executions, boolean well, Path log) {
    String row() {
      return "%-12s %,14d  %s".formatted(title, executions, well ? "nothing found" : "see " + log);
    }
  }

  public static void main(String[] arguments) throws IOException {
    Flags flags = new Flags("fuzz", arguments, Set.of("--minutes"), Set.of());
    Duration time = Duration.ofMinutes(flags.number("--minutes", "number", 1, DAY));
    List<String> titles = titles(flags);
    Files.createDirectories(FOLDER);
    List<Ended> ended = new ArrayList<>();
    for (String title : titles) {
      System.out.printf("%s: %d minutes%n", title, time.toMinutes());
      Ended one =
          title.equals(API) ? ofApi(time) : ofReader(Target.named(title).orElseThrow(), time);
      System.out.println("  " + one.row());
      ended.add(one);
    }
    System.out.printf("%n%-12s %14s%n", "", "executions");
    ended.forEach(one -> System.out.println(one.row()));
    System.exit(ended.stream().allMatch(Ended::well) ? 0 : 4);
  }

  private static List<String> titles(Flags flags) {
    List<String> known =
        Stream.concat(Stream.of(Target.values()).map(Target::title), Stream.of(API)).toList();
    flags.others().stream()
        .filter(title -> !known.contains(title))
        .findFirst()
        .ifPresent(
            title -> {
              throw flags.misused("'%s' is none of %s".formatted(title, String.join(", ", known)));
            });
    return flags.others().isEmpty() ? known : flags.others();
  }

  private static Ended ofApi(Duration time) {
    Path log = FOLDER.resolve("api.log");
    ApiFuzz.Result result = ApiFuzz.run(time, log);
    return new Ended(API, result.requests(), result.well(), log);
  }

  private static Ended ofReader(Target target, Duration time) throws IOException {
    Path folder = Files.createDirectories(FOLDER.resolve(target.title()));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path log = folder.resolve("log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "-XX:+EnableDynamicAgentLoading",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dtestbed.root=" + Repository.ROOT,
            "-cp",
            classPath(),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + target.className(),
            "--instrumentation_includes=io.vouchsafe.**:com.fasterxml.jackson.core.**",
            "--custom_hook_includes=io.vouchsafe.**",
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + "/",
            "-max_total_time=" + time.toSeconds(),
            "-timeout=" + SECONDS_FOR_ONE,
            "-max_len=" + LONGEST_INPUT,
            "-print_final_stats=1",
            corpus.toString(),
            target.seedFolder().toString());
    boolean well = ended(command, log);
    return new Ended(target.title(), executions(log), well, log);
  }

  /** Ours without JUnit, with which Jazzer would look for tests first. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("junit"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static boolean ended(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .directory(FOLDER.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
      return process.waitFor() == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static long executions(Path log) throws IOException {
    return EXECUTIONS
        .matcher(Files.readString(log, ISO_8859_1))
        .results()
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .sum();
  }
}
