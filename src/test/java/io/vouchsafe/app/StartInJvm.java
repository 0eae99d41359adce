package io.vouchsafe.app;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vault.runtime.config.VaultRuntimeConfig;
import io.quarkus.vertx.runtime.jackson.QuarkusJacksonJsonCodec;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vouchsafe.config.Configuration;
import io.vouchsafe.config.Setting;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * The parts of a start, made in this JVM as a start makes them: all that {@link Lifecycle#start}
 * asks for, in its order, by the producers of this package, of a configuration with our mappings.
 * Nothing is run, no port is opened, and Vault is not called.
 *
 * <p>A stand-in for CDI that knows what the producers use: constructors, {@code @Produces}, {@code
 * Instance}, mappings, and no qualifiers.
 */
final class StartInJvm implements AutoCloseable {
  private static final List<Class<?>> CLASSES =
      Stream.of(Lifecycle.class, Setting.class)
          .<Class<?>>mapMulti((type, found) -> classesBeside(type).forEach(found))
          .toList();
  private static final Map<Type, Method> PRODUCERS =
      CLASSES.stream()
          .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
          .filter(method -> method.isAnnotationPresent(Produces.class))
          .collect(toMap(Method::getGenericReturnType, Function.identity()));

  /**
   * What looks at the servers that Quarkus is about to open, which are not here; CheckIT tries it.
   */
  private static final Set<String> OF_SERVERS =
      Stream.of(Certificates.class, FreePorts.class)
          .map(type -> "%s<%s>".formatted(Instance.class.getName(), type.getName()))
          .collect(toSet());

  private final Map<Type, Object> made = new HashMap<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final SmallRyeConfig config;

  private StartInJvm(Vertx vertx, SmallRyeConfig config) {
    this.config = config;
    QuarkusJacksonJsonCodec.mapper().findAndRegisterModules();
    made.put(Vertx.class, vertx);
    made.put(SmallRyeConfig.class, config);
    made.put(String[].class, new String[0]);
    made.put(TlsConfigurationRegistry.class, new NoCertificates());
  }

  /** The registry that Quarkus fills; CheckIT and VaultCertificateIT try the real one. */
  private static final class NoCertificates implements TlsConfigurationRegistry {
    @Override
    public Optional<TlsConfiguration> get(String name) {
      return Optional.empty();
    }

    @Override
    public Optional<TlsConfiguration> getDefault() {
      return Optional.empty();
    }

    @Override
    public void register(String name, TlsConfiguration configuration) {
      throw new UnsupportedOperationException();
    }
  }

  /**
   * Makes the parts. Where Quarkus would refuse the form of a setting first, what a start says then
   * is made in its place.
   *
   * @throws RuntimeException with what a start says of the settings that are refused
   */
  static void check(Vertx vertx, Map<String, String> properties, Map<String, String> environment) {
    check(
        vertx,
        new PropertiesConfigSource(properties, "test", 400),
        new EnvConfigSource(environment, 300));
  }

  /** The same with the settings of these sources. */
  static void check(Vertx vertx, ConfigSource... sources) {
    SmallRyeConfig config;
    try {
      config = config(true, sources);
    } catch (ConfigValidationException form) {
      Settings.of(
          Configuration.check(config(false, sources), false, false), InstantSource.system());
      throw form;
    }
    try (StartInJvm start = new StartInJvm(vertx, config)) {
      Method order =
          Arrays.stream(Lifecycle.class.getDeclaredMethods())
              .filter(method -> method.getName().equals("start"))
              .findFirst()
              .orElseThrow();
      Arrays.stream(order.getParameters())
          .filter(parameter -> !parameter.isAnnotationPresent(Observes.class))
          .filter(parameter -> !OF_SERVERS.contains(parameter.getParameterizedType().toString()))
          .forEach(start::value);
    }
  }

  /** A part as a start makes it, before anything runs. */
  static <T> T part(Vertx vertx, Map<String, String> properties, Class<T> type) {
    SmallRyeConfig config = config(true, new PropertiesConfigSource(properties, "test", 400));
    try (StartInJvm start = new StartInJvm(vertx, config)) {
      return type.cast(start.value((Type) type));
    }
  }

  private static SmallRyeConfig config(boolean mapped, ConfigSource... sources) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredInterceptors()
            .addDiscoveredConverters()
            .withValidateUnknown(false)
            .withSources(sources);
    if (mapped) {
      builder.withMapping(VaultRuntimeConfig.class);
      CLASSES.stream()
          .filter(type -> type.isAnnotationPresent(ConfigMapping.class))
          .forEach(builder::withMapping);
    }
    return builder.build();
  }

  private static List<? extends Class<?>> classesBeside(Class<?> one) {
    try {
      Path folder =
          Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolve(one.getPackageName().replace('.', '/'));
      try (Stream<Path> files = Files.list(folder)) {
        return files
            .map(file -> file.getFileName().toString())
            .filter(name -> name.endsWith(".class"))
            .map(name -> type(one.getPackageName() + "." + name.replaceAll("\\.class$", "")))
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object value(Parameter parameter) {
    return value(parameter.getParameterizedType());
  }

  private Object value(Type type) {
    if (type instanceof ParameterizedType of && of.getRawType() == Instance.class) {
      return value(of.getActualTypeArguments()[0]);
    }
    Object value = made.get(type);
    if (value == null) {
      value = make(type);
      made.put(type, value);
      closeable(value).ifPresent(open::add);
    }
    return value;
  }

  private static Optional<AutoCloseable> closeable(Object value) {
    Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return content instanceof AutoCloseable closeable ? Optional.of(closeable) : Optional.empty();
  }

  private Object make(Type type) {
    Method producer = PRODUCERS.get(type);
    if (producer != null) {
      return call(producer, () -> producer.invoke(bean(producer), arguments(producer)));
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isAnnotationPresent(ConfigMapping.class)) {
      return config.getConfigMapping(raw);
    }
    Constructor<?> constructor = raw.getDeclaredConstructors()[0];
    return call(constructor, () -> constructor.newInstance(arguments(constructor)));
  }

  private Object bean(Method producer) {
    return value((Type) producer.getDeclaringClass());
  }

  private Object[] arguments(Executable executable) {
    return Arrays.stream(executable.getParameters()).map(this::value).toArray();
  }

  private interface Call {
    Object made() throws ReflectiveOperationException;
  }

  private static Object call(Executable executable, Call call) {
    executable.setAccessible(true);
    try {
      return call.made();
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refusal) {
        throw refusal;
      }
      throw new IllegalStateException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable part : open.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
