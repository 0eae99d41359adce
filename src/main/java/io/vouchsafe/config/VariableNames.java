package io.vouchsafe.config;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists each environment variable of ours under the setting that it names ({@link Variables}), in
 * place of what its words could be with a dot between each two of them. So a broker {@code
 * control-plane} and an attribute {@code tenant_id} can be set by variables alone.
 *
 * <p>Also puts a file that {@code quarkus.config.locations} names below variables and system
 * properties, wherever that was set: of itself it would have the rank of where it was named.
 */
public final class VariableNames implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;

  private static final String LOCATIONS = ".config.locations";

  /** Above {@code config/application.properties} (260), below {@code .env} (295). */
  private static final int RANK_OF_FILES = 270;

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    return value != null && name.endsWith(LOCATIONS)
        ? value.withConfigSourceOrdinal(RANK_OF_FILES)
        : value;
  }

  @Override
  public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
    Set<String> names = new LinkedHashSet<>();
    Set<String> ours = new TreeSet<>();
    Set<String> variables = new TreeSet<>();
    context
        .iterateNames()
        .forEachRemaining(
            name -> {
              if (Variables.isOurs(name)) {
                variables.add(name);
              }
              (name.startsWith(KnownSettings.OURS) ? ours : names).add(name);
            });
    ours.removeIf(name -> !KnownSettings.contains(name) && isVariable(context, name));
    for (String variable : variables) {
      Variables.setting(variable, ours).ifPresent(ours::add);
    }
    names.addAll(ours);
    return names.iterator();
  }

  /** What no source but the environment has, or nobody. */
  private static boolean isVariable(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    return value == null || value.getConfigSourceName().startsWith(EnvConfigSource.NAME);
  }
}
