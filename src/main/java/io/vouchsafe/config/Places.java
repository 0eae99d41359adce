package io.vouchsafe.config;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SysPropConfigSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Where a setting is set, in the words of an operator. */
final class Places implements UnaryOperator<String> {
  private static final Pattern FILE = Pattern.compile("\\[source=(file:[^\\]]*)\\]");

  private final SmallRyeConfig config;

  Places(SmallRyeConfig config) {
    this.config = config;
  }

  /** Of a setting, or of the first one below it; empty if there is none, and for a variable. */
  @Override
  public String apply(String property) {
    if (Variables.isOurs(property)) {
      return "";
    }
    return set(property).or(() -> firstBelow(property)).map(this::place).orElse("");
  }

  private Optional<ConfigValue> set(String property) {
    return Optional.of(config.getConfigValue(property))
        .filter(value -> value.getConfigSourceName() != null);
  }

  private Optional<ConfigValue> firstBelow(String group) {
    return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
        .filter(name -> name.startsWith(group + ".") || name.startsWith(group + "["))
        .flatMap(name -> set(name).stream())
        .min(
            Comparator.comparing(ConfigValue::getConfigSourceName)
                .thenComparingInt(ConfigValue::getLineNumber));
  }

  /** The file that a source of this name was read from. */
  static Optional<Path> file(String source) {
    Matcher file = FILE.matcher(source);
    return file.find() ? Optional.of(Path.of(URI.create(file.group(1)))) : Optional.empty();
  }

  private String place(ConfigValue value) {
    String source = value.getConfigSourceName();
    Optional<Path> file = file(source);
    if (file.isPresent()) {
      return value.getLineNumber() > 0
          ? file.get() + ", line " + value.getLineNumber()
          : file.get().toString();
    }
    if (source.startsWith(EnvConfigSource.NAME)) {
      return "variable " + Variables.of(value.getName());
    }
    return source.startsWith(SysPropConfigSource.NAME) ? "system property" : "";
  }
}
