package io.vouchsafe.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Arrays;
import java.util.Optional;

/**
 * What Quarkus does with its ports where other settings decide it. An instance that does nothing
 * but rotate has no public port, and one that rotates once has no port at all. Where the public
 * port has TLS there is none without it, and a certificate is read again every {@value #REREAD},
 * unless a setting says otherwise.
 */
public final class PortDefaults implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;
  private static final String MODE = "vouchsafe.rotation.mode";
  private static final String SOURCE = "Vouchsafe";
  private static final String REGISTRY = "quarkus.tls.";
  private static final String RELOAD = ".reload-period";
  private static final String REREAD = "30s";

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    return decided(context, name)
        .map(
            value ->
                ConfigValue.builder()
                    .withName(name)
                    .withValue(value)
                    .withRawValue(value)
                    .withConfigSourceName(SOURCE)
                    .build())
        .orElseGet(() -> context.proceed(name));
  }

  private static Optional<String> decided(ConfigSourceInterceptorContext context, String name) {
    return switch (name) {
      case "quarkus.http.host-enabled" -> closedUnless(mode(context).serves());
      case "quarkus.management.host-enabled" -> closedUnless(mode(context) != RotationMode.ONCE);
      case "quarkus.http.insecure-requests" ->
          Optional.of("disabled")
              .filter(none -> unsaid(context, name))
              .filter(none -> OwnTls.ofPublicPort(context::iterateNames));
      default -> reread(context, name);
    };
  }

  private static Optional<String> closedUnless(boolean open) {
    return open ? Optional.empty() : Optional.of("false");
  }

  private static Optional<String> reread(ConfigSourceInterceptorContext context, String name) {
    return name.startsWith(REGISTRY)
            && name.endsWith(RELOAD)
            && unsaid(context, name)
            && OwnTls.of(
                name.substring(0, name.length() - RELOAD.length() + 1), context::iterateNames)
        ? Optional.of(REREAD)
        : Optional.empty();
  }

  private static boolean unsaid(ConfigSourceInterceptorContext context, String name) {
    return text(context, name).isEmpty();
  }

  /** A mode that does not exist is refused where the setting is read. */
  private static RotationMode mode(ConfigSourceInterceptorContext context) {
    return text(context, MODE)
        .flatMap(
            text ->
                Arrays.stream(RotationMode.values())
                    .filter(mode -> mode.name().equalsIgnoreCase(text))
                    .findFirst())
        .orElse(RotationMode.OFF);
  }

  private static Optional<String> text(ConfigSourceInterceptorContext context, String name) {
    return Optional.ofNullable(context.proceed(name))
        .map(ConfigValue::getValue)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
