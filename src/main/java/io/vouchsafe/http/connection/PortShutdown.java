package io.vouchsafe.http.connection;

import io.vouchsafe.base.Stopping;
import java.time.Duration;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The end of the public port, in an order in which no request is lost: whoever asks is told to send
 * requests elsewhere, and every answer in HTTP/1 ends its connection; after a delay in which
 * balancers hear of it no connection is accepted any more, and those that are left end with their
 * answers.
 */
public final class PortShutdown {
  private static final Logger LOG = Logger.getLogger(PortShutdown.class);

  private final Stopping stopping;
  private final Connections connections;
  private final ShutdownSettings settings;
  private volatile boolean opened;

  public PortShutdown(Stopping stopping, Connections connections, ShutdownSettings settings) {
    this.stopping = Objects.requireNonNull(stopping, "stopping");
    this.connections = Objects.requireNonNull(connections, "connections");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /** The port is open, and nobody had told the service to stop before. */
  public void opened() {
    opened = true;
  }

  /**
   * Ends the port, without a delay if it was never {@link #opened}, since nobody can have been sent
   * here. Blocks for the delay and the timeout of the settings at most.
   */
  public void run() {
    Duration delay =
        opened ? settings.delay(stopping.askedWithin(ShutdownSettings.MEMORY)) : Duration.ZERO;
    stopping.begin();
    LOG.infof("stopping: not ready any more; the port stays open for %d s", delay.toSeconds());
    connections.sayGoodbye(delay);
    try {
      Thread.sleep(delay);
      int left = connections.drain(settings.timeout());
      if (left > 0) {
        LOG.warnf(
            "stopping: cut %d of the connections, whose requests did not end in %d s (vouchsafe.http.shutdown-timeout)",
            left, settings.timeout().toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
