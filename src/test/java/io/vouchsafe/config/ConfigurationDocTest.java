package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vault.runtime.config.VaultAuthenticationConfig;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import io.smallrye.config.common.utils.StringUtil;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.RelyingParty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the code says. */
class ConfigurationDocTest {
  private static final Path PAGE = Path.of("docs", "configuration.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| *`(vouchsafe\\.[^`]*)` *\\|([^|]*)\\|([^|]*)\\|(.*)\\|$", Pattern.MULTILINE);
  private static final String NONE = "none";
  private static final String REQUIRED = "required";

  /** A property in the words of the page; map keys are {@code <>}. */
  private record Row(String property, String type, String otherwise) implements Comparable<Row> {
    @Override
    public int compareTo(Row other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return "%s, type %s, default %s".formatted(property, type, otherwise);
    }
  }

  @Test
  void everyPropertyOfTheCodeIsARowOfThePageAndTheOtherWayRound() {
    TreeSet<Row> documented = documented().collect(toCollection(TreeSet::new));
    TreeSet<Row> coded =
        mappings()
            .flatMap(type -> rows(type, type.getAnnotation(ConfigMapping.class).prefix()))
            .collect(toCollection(TreeSet::new));

    assertEquals(documented().count(), documented.size(), "a row stands twice in " + PAGE);
    assertTrue(coded.equals(documented), () -> difference(coded, documented));
  }

  private static String difference(Collection<Row> coded, Collection<Row> documented) {
    return Stream.concat(
            coded.stream()
                .filter(row -> !documented.contains(row))
                .map(row -> "the code has, and %s has not: %s".formatted(PAGE, row)),
            documented.stream()
                .filter(row -> !coded.contains(row))
                .map(row -> "%s has, and the code has not: %s".formatted(PAGE, row)))
        .collect(joining("\n", "\n", ""));
  }

  @Test
  void everyRowHasAMeaning() {
    List<String> empty =
        matches(ROW).filter(row -> row.group(4).isBlank()).map(row -> row.group(1)).toList();

    assertTrue(empty.isEmpty(), () -> "no meaning in " + PAGE + " for " + empty);
  }

  @Test
  void theEnvironmentVariablesAreReadAsThePageSays() {
    Map<String, String> environment = new HashMap<>();
    block("sh")
        .lines()
        .map(line -> line.replaceFirst("^export ", "").split("=", 2))
        .forEach(pair -> environment.put(pair[0], pair[1].replaceAll("^'|'$", "")));

    SmallRyeConfig config = config(new EnvConfigSource(environment, 300));
    Configuration.check(config, true, true).faults().refuse();
    IssuersConfig.IssuerConfig issuer =
        config.getConfigMapping(IssuersConfig.class).issuers().get("default");

    assertAll(
        () -> assertEquals(URI.create("https://id.example.com"), issuer.issuer()),
        () -> assertEquals("shop", issuer.keyPrefix()),
        () ->
            assertEquals(
                SigningAlgorithm.ES256, issuer.audiences().get("vault.example.com").algorithm()),
        () -> assertEquals(Set.of("control-plane"), issuer.brokers().keySet()),
        () ->
            assertEquals(
                Map.of("region", List.of("eu-*"), "tenant_id", List.of("*")),
                issuer.brokers().get("control-plane").attributes()));
  }

  private static SmallRyeConfig config(ConfigSource source) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .withMapping(VaultRuntimeConfig.class)
            .withSources(source);
    mappings().forEach(builder::withMapping);
    return builder.build();
  }

  private static Stream<? extends Class<?>> mappings() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.vouchsafe")
            .stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
            .map(JavaClass::reflect);
  }

  private static Stream<Row> rows(Class<?> group, String prefix) {
    return Stream.of(group.getMethods())
        .flatMap(
            method ->
                rows(
                    method.getGenericReturnType(),
                    method.isAnnotationPresent(WithParentName.class)
                        ? prefix
                        : prefix + "." + name(method),
                    Optional.ofNullable(method.getAnnotation(WithDefault.class))
                        .map(WithDefault::value)));
  }

  private static String name(Method method) {
    return Optional.ofNullable(method.getAnnotation(WithName.class))
        .map(WithName::value)
        .orElseGet(() -> StringUtil.skewer(method.getName()));
  }

  private static Stream<Row> rows(Type type, String property, Optional<String> otherwise) {
    if (type instanceof ParameterizedType map && map.getRawType() == Map.class) {
      return rows(map.getActualTypeArguments()[1], property + ".<>", Optional.of(NONE));
    }
    if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
      return rows(optional.getActualTypeArguments()[0], property, Optional.of(NONE));
    }
    if (type == VaultAuthenticationConfig.class) {
      return Stream.of(new Row(property + ".*", "login", NONE));
    }
    if (type instanceof Class<?> group && group.isInterface() && !isValue(group)) {
      return rows(group, property);
    }
    return Stream.of(new Row(property, word(type), otherwise.orElse(REQUIRED)));
  }

  private static boolean isValue(Class<?> type) {
    return type == Path.class;
  }

  /** What a value of a type is called on the page. */
  private static String word(Type type) {
    return switch (type) {
      case ParameterizedType list -> "list of " + word(list.getActualTypeArguments()[0]);
      case Class<?> it when it == Duration.class -> "duration";
      case Class<?> it when it == Instant.class -> "instant";
      case Class<?> it when it == MemorySize.class -> "size";
      case Class<?> it when it == URI.class -> "URL";
      case Class<?> it when it == Path.class -> "file";
      case Class<?> it when it == boolean.class -> "true or false";
      case Class<?> it when Set.of(int.class, long.class, Integer.class).contains(it) -> "number";
      case Class<?> it when it == String.class -> "text";
      case Class<?> it when it == SigningAlgorithm.class -> "algorithm";
      case Class<?> it when it == RotationMode.class -> "mode";
      case Class<?> it when it == RelyingParty.class -> "profile";
      case Class<?> it when it == SigningConfig.Verify.class -> "always or sampled";
      default -> throw new IllegalStateException("the page has no word for a value of " + type);
    };
  }

  private static Stream<Row> documented() {
    return matches(ROW)
        .map(
            row ->
                new Row(
                    row.group(1).replaceAll("\"?<[^>]*>\"?", "<>"),
                    plain(row.group(2)),
                    plain(row.group(3))));
  }

  private static String plain(String cell) {
    return cell.replace("`", "").strip();
  }

  private static Stream<MatchResult> matches(Pattern pattern) {
    return pattern.matcher(page()).results();
  }

  /** The one fenced block of a language. */
  private static String block(String language) {
    List<String> blocks =
        matches(Pattern.compile("(?ms)^```" + language + "\\R(.*?)^```$"))
            .map(match -> match.group(1))
            .toList();
    assertEquals(1, blocks.size(), "blocks of " + language + " in " + PAGE);
    return blocks.getFirst();
  }

  private static String page() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
