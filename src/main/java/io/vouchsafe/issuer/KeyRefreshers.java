package io.vouchsafe.issuer;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The readers of all issuers' keys. */
public final class KeyRefreshers implements AutoCloseable {
  private final List<KeyRefresher> refreshers;
  private final Optional<OrganisationReader> organisations;

  /**
   * @param organisations reads those of the organisations, if there is a template
   */
  public KeyRefreshers(List<KeyRefresher> refreshers, Optional<OrganisationReader> organisations) {
    this.refreshers = List.copyOf(refreshers);
    this.organisations = Objects.requireNonNull(organisations, "organisations");
  }

  /** Begins to read, all issuers side by side; returns at once. May be called once. */
  public void start() {
    refreshers.forEach(KeyRefresher::start);
    organisations.ifPresent(OrganisationReader::start);
  }

  @Override
  public void close() {
    refreshers.forEach(KeyRefresher::close);
    organisations.ifPresent(OrganisationReader::close);
  }
}
