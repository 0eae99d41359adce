package io.vouchsafe.issuer;

import java.util.List;

/** The readers of all issuers' keys. */
public final class KeyRefreshers implements AutoCloseable {
  private final List<KeyRefresher> refreshers;

  public KeyRefreshers(List<KeyRefresher> refreshers) {
    this.refreshers = List.copyOf(refreshers);
  }

  /** Begins to read, all issuers side by side; returns at once. May be called once. */
  public void start() {
    refreshers.forEach(KeyRefresher::start);
  }

  @Override
  public void close() {
    refreshers.forEach(KeyRefresher::close);
  }
}
