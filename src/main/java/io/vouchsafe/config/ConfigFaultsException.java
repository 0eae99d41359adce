package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.List;

/** A configuration that cannot work: all its faults at once, each a line of the message. */
public final class ConfigFaultsException extends ConfigurationException {
  private static final long serialVersionUID = 1L;

  private final transient List<ConfigFault> faults;

  ConfigFaultsException(List<ConfigFault> faults) {
    super(faults.stream().map(ConfigFault::toString).collect(joining(System.lineSeparator())));
    this.faults = List.copyOf(faults);
  }

  public List<ConfigFault> faults() {
    return faults;
  }
}
