package io.vouchsafe.app;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.ConfigFaultsException;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.Hidden;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What to say when Quarkus refused the form of a setting, before any part of ours was made: all
 * faults of our own settings, in our words, and what Quarkus says of its own.
 */
final class FormFaults {
  /** Builds what Quarkus builds at a start; ConfigGenerationBuildStep generates it. */
  private static final String RUNTIME_CONFIG = "io.quarkus.runtime.generated.RunTimeConfig";

  private static final Pattern PROBLEM =
      Pattern.compile(".*(?:config property|in property) (\\S+).*");

  /** What a failure is called and numbered, which helps nobody. */
  private static final Pattern CODE = Pattern.compile("(?:[\\w.]+Exception: )?SRCFG[0-9]+: ");

  private static final String REGISTRY = "(?i)quarkus.tls.*";

  /** Where Quarkus names a certificate, which is not the name of a setting. */
  private static final Pattern BUCKET =
      Pattern.compile("(?:certificate|store|store of|found\\)) ?'([^']+)'");

  private FormFaults() {}

  /**
   * Judges the configuration that Quarkus refused.
   *
   * @param strict whether a doubt is a fault
   * @return the faults, one in a line
   */
  static String of(ConfigValidationException refusal, boolean strict) {
    List<ConfigFault> ours = ours(strict);
    List<String> theirs =
        IntStream.range(0, refusal.getProblemCount())
            .mapToObj(problem -> plain(refusal.getProblem(problem).getMessage()))
            .toList();
    return lines(
        ours.stream().map(ConfigFault::toString),
        theirs.stream().flatMap(problem -> unsaid(problem, ours)).distinct());
  }

  /** Whether the configuration has a fault that we know of. */
  static boolean any(boolean strict) {
    return !ours(strict).isEmpty();
  }

  /** The faults that we know of, one in a line, where Quarkus failed for another reason. */
  static String all(boolean strict) {
    return lines(ours(strict).stream().map(ConfigFault::toString), Stream.empty());
  }

  private static String lines(Stream<String> ours, Stream<String> theirs) {
    return Stream.concat(ours, theirs).collect(joining(System.lineSeparator()));
  }

  /**
   * Judges the configuration of which Quarkus refused a certificate, which it reads before any part
   * of ours is made.
   *
   * @param refusal what Quarkus says, which names no setting
   * @param strict whether a doubt is a fault
   * @return the faults, one in a line
   */
  static String ofCertificate(String refusal, boolean strict) {
    List<ConfigFault> ours = ours(strict);
    boolean said = ours.stream().anyMatch(fault -> fault.property().matches(REGISTRY));
    return lines(
        ours.stream().map(ConfigFault::toString),
        said ? Stream.empty() : Stream.of(registry(refusal) + refusal));
  }

  /** The group of settings that a message about a certificate is of, with a colon. */
  private static String registry(String refusal) {
    Matcher named = BUCKET.matcher(refusal);
    if (!named.find()) {
      return "";
    }
    return named.group(1).equals(TlsConfig.DEFAULT_NAME)
        ? "quarkus.tls: "
        : "quarkus.tls." + named.group(1) + ": ";
  }

  private static List<ConfigFault> ours(boolean strict) {
    try {
      Settings.of(Configuration.check(unmapped(), false, strict), InstantSource.system());
      return List.of();
    } catch (ConfigFaultsException refusal) {
      return refusal.faults();
    }
  }

  /** The configuration that Quarkus reads, without the mappings that refuse it. */
  private static SmallRyeConfig unmapped() {
    SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
    AbstractConfigBuilder.withCustomizer(builder, RUNTIME_CONFIG);
    return builder
        .withCustomizers(
            new SmallRyeConfigBuilderCustomizer() {
              @Override
              public void configBuilder(SmallRyeConfigBuilder last) {
                last.getMappingsBuilder().getMappings().clear();
                last.getMappingsBuilder().getMappingsInstances().clear();
              }

              @Override
              public int priority() {
                return Integer.MAX_VALUE;
              }
            })
        .build();
  }

  /** What a failure and its causes say, without the names of classes and without secrets. */
  static String causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .map(FormFaults::plain)
        .distinct()
        .collect(joining(": "));
  }

  /** A message of SmallRye Config without its codes, and without secrets. */
  static String plain(String message) {
    return Hidden.in(CODE.matcher(message).replaceAll(""));
  }

  /** Nothing for a setting that we have spoken of ourselves. */
  private static Stream<String> unsaid(String problem, List<ConfigFault> ours) {
    Matcher known = PROBLEM.matcher(problem);
    if (!known.matches()) {
      return nameless(problem, ours);
    }
    String name = known.group(1);
    boolean said =
        (name.startsWith("vouchsafe.") && !ours.isEmpty())
            || ours.stream().anyMatch(fault -> fault.property().equals(name));
    return said ? Stream.empty() : Stream.of(problem);
  }

  /** Of a duration that is too long Quarkus says no name. */
  private static Stream<String> nameless(String problem, List<ConfigFault> ours) {
    List<ConfigFault> overlong = Configuration.overlong(unmapped());
    boolean found = problem.contains(ArithmeticException.class.getName()) && !overlong.isEmpty();
    return found
        ? overlong.stream()
            .filter(fault -> ours.stream().noneMatch(fault::isOfTheSame))
            .map(ConfigFault::toString)
        : Stream.of(problem);
  }
}
