package io.vouchsafe.config;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what is wrong with a configuration, so that a start names all of it and not the first.
 * Not safe for several threads.
 */
public final class Faults {
  /** A message of {@link Setting} begins with the property; a name in quotes may hold anything. */
  private static final Pattern PROPERTY = Pattern.compile("(?:\"[^\"]*\"|[^\\s\":])+");

  private final UnaryOperator<String> places;
  private final boolean strict;
  private final Set<ConfigFault> faults = new LinkedHashSet<>();
  private final Set<ConfigFault> warnings = new LinkedHashSet<>();

  /**
   * @param places where a property is set, in words; empty where it is not
   * @param strict whether a {@link #doubt} is a fault
   */
  Faults(UnaryOperator<String> places, boolean strict) {
    this.places = Objects.requireNonNull(places, "places");
    this.strict = strict;
  }

  /** What {@code made} makes; what it refuses with a {@link ConfigurationException} is a fault. */
  public <T> Checked<T> of(Supplier<T> made) {
    try {
      return Checked.accepted(made.get());
    } catch (Checked.Unjudged known) {
      return Checked.refused();
    } catch (ConfigFaultsException several) {
      faults.addAll(several.faults());
      return Checked.refused();
    } catch (ConfigurationException refusal) {
      refusal.getMessage().lines().forEach(this::add);
      return Checked.refused();
    }
  }

  /** Runs a check that makes nothing. */
  public void check(Runnable check) {
    of(
        () -> {
          check.run();
          return true;
        });
  }

  private void add(String message) {
    Matcher property = PROPERTY.matcher(message);
    add(property.lookingAt() ? property.group() : "", message);
  }

  void add(String property, String message) {
    faults.add(fault(property, message));
  }

  /** The same for a property that is not set, in a group that is. */
  void add(String group, String property, String message) {
    faults.add(new ConfigFault(property, message, places.apply(group)));
  }

  /** What is legal and unwise. */
  public void warn(String property, String message) {
    warnings.add(fault(property, message));
  }

  /** What may be a mistake: a warning at a start, a fault where a configuration is checked. */
  void doubt(String property, String message) {
    (strict ? faults : warnings).add(fault(property, message));
  }

  private ConfigFault fault(String property, String message) {
    return new ConfigFault(property, message, places.apply(property));
  }

  /** Whether a fault is known of this property, or of one below it. */
  public boolean concern(String property) {
    return faults.stream()
        .map(ConfigFault::property)
        .anyMatch(at -> at.equals(property) || at.startsWith(property + "."));
  }

  public boolean any() {
    return !faults.isEmpty();
  }

  /** The faults so far. */
  List<ConfigFault> all() {
    return new ArrayList<>(faults);
  }

  /** What is legal and unwise, so far. */
  public List<ConfigFault> warnings() {
    return new ArrayList<>(warnings);
  }

  /**
   * Refuses the configuration if it has a fault.
   *
   * @throws ConfigFaultsException with every fault so far, if there is one
   */
  public void refuse() {
    if (any()) {
      throw new ConfigFaultsException(new ArrayList<>(faults));
    }
  }
}
