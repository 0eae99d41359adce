package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.Converters;
import io.smallrye.config.SmallRyeConfig;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.RelyingParty;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.Converter;

/** Whether a value can become what its setting is. */
final class SettingValue {
  private static final Set<String> TRUE_OR_FALSE =
      Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0");
  private static final Set<Class<?>> MEASURES =
      Set.of(Duration.class, MemorySize.class, Integer.class, Long.class);
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final BigInteger LARGEST = BigInteger.ONE.shiftLeft(40);

  private static final String ISSUER = "vouchsafe.issuers.*.issuer";

  private final SmallRyeConfig config;

  SettingValue(SmallRyeConfig config) {
    this.config = config;
  }

  /**
   * Converts the value as the mapping would.
   *
   * @param whole whether {@code value} has all elements of a list, with commas between them
   * @return why it cannot, beginning with "must"; empty if it can
   */
  Optional<String> refusal(KnownSetting setting, String value, boolean whole) {
    if (value.isBlank()) {
      return setting.optional() && !isMeasure(setting)
          ? Optional.empty()
          : Optional.of("must not be empty");
    }
    if (setting.type() == Boolean.class) {
      return TRUE_OR_FALSE.contains(value.strip().toLowerCase(Locale.ROOT))
          ? Optional.empty()
          : Optional.of("must be true or false, not " + Hidden.value(value));
    }
    Converter<?> converter =
        setting.pattern().equals(ISSUER)
            ? new IssuerUrlConverter()
            : config.getConverter(setting.type()).orElseThrow();
    Converter<?> taken =
        whole && setting.list()
            ? Converters.newCollectionConverter(converter, ArrayList::new)
            : converter;
    try {
      Object converted = taken.convert(value);
      return converted == null ? Optional.of("must not be empty") : bounds(converted);
    } catch (RuntimeException refused) {
      return Optional.of(
          "must be %s, not %s%s"
              .formatted(word(setting), Hidden.value(value), reason(setting, refused)));
    }
  }

  private static boolean isMeasure(KnownSetting setting) {
    return MEASURES.contains(setting.type());
  }

  /**
   * No duration or size makes sense beyond these, and what is within them can be counted in
   * nanoseconds and added up; each room has narrower bounds of its own.
   */
  private static Optional<String> bounds(Object value) {
    return switch (value) {
      case Duration time when time.isNegative() -> Optional.of("must not be negative");
      case Duration time when time.compareTo(LONGEST) > 0 ->
          Optional.of("must be at most %dd".formatted(LONGEST.toDays()));
      case MemorySize size when size.asBigInteger().compareTo(LARGEST) > 0 ->
          Optional.of("must be at most 1T");
      default -> Optional.empty();
    };
  }

  private static String word(KnownSetting setting) {
    Class<?> type = setting.type();
    if (type == Duration.class) {
      return "a duration, such as 30s, 5m, 1h or 30d";
    }
    if (type == MemorySize.class) {
      return "a size, such as 256K or 1M";
    }
    if (type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == URI.class || type == URL.class) {
      return "a URL";
    }
    if (type == Instant.class) {
      return "an instant, such as 2026-11-01T12:00:00Z";
    }
    if (type == SigningAlgorithm.class) {
      return oneOf(setting, Stream.of(SigningAlgorithm.values()).map(Enum::name));
    }
    if (type == RelyingParty.class) {
      return oneOf(setting, words(RelyingParty.values()));
    }
    if (type == RotationMode.class) {
      return oneOf(setting, words(RotationMode.values()));
    }
    return type == SigningConfig.Verify.class
        ? oneOf(setting, words(SigningConfig.Verify.values()))
        : "a " + type.getSimpleName();
  }

  private static String oneOf(KnownSetting setting, Stream<String> words) {
    return words.collect(joining(", ", setting.list() ? "some of " : "one of ", ""));
  }

  private static Stream<String> words(Enum<?>... constants) {
    return Stream.of(constants).map(constant -> constant.name().toLowerCase(Locale.ROOT));
  }

  /** What is wrong with a URL is worth telling; the rest repeats the value. */
  private static String reason(KnownSetting setting, RuntimeException refused) {
    return setting.type() == URI.class && refused.getCause() != null
        ? " (" + refused.getCause().getMessage().replaceFirst(": .*$", "") + ")"
        : "";
  }
}
