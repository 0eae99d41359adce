package io.vouchsafe.app;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SmallRyeConfigBuilderCustomizer;
import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.config.ConfigFaultsException;
import io.vouchsafe.config.Configuration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

  private FormFaults() {}

  /**
   * Judges the configuration that Quarkus refused.
   *
   * @param strict whether a doubt is a fault
   * @return the faults, one in a line
   */
  static String of(ConfigValidationException refusal, boolean strict) {
    List<ConfigFault> ours = ours(strict);
    return Stream.concat(
            ours.stream().map(ConfigFault::toString),
            IntStream.range(0, refusal.getProblemCount())
                .mapToObj(problem -> refusal.getProblem(problem).getMessage())
                .flatMap(problem -> unsaid(problem, ours).stream()))
        .collect(joining(System.lineSeparator()));
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

  /** A message of SmallRye Config without its codes. */
  static String plain(String message) {
    return CODE.matcher(message).replaceAll("");
  }

  /** Without its codes; empty for a setting that we have spoken of ourselves. */
  private static Optional<String> unsaid(String problem, List<ConfigFault> ours) {
    String plain = plain(problem);
    Matcher known = PROBLEM.matcher(plain);
    boolean said =
        known.matches()
            && ((known.group(1).startsWith("vouchsafe.") && !ours.isEmpty())
                || ours.stream().anyMatch(fault -> fault.property().equals(known.group(1))));
    return said ? Optional.empty() : Optional.of(plain);
  }
}
