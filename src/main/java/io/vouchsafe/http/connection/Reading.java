package io.vouchsafe.http.connection;

import io.netty.channel.Channel;

/**
 * Stops a channel that reads by itself, and lets it go on. A socket that does so is read whatever
 * becomes of the {@code read} that passes through its pipeline.
 */
final class Reading {
  private boolean stopped;

  /** May be called while it is stopped. */
  void stop(Channel channel) {
    stopped = true;
    channel.config().setAutoRead(false);
  }

  /** Changes nothing where it was not stopped here. */
  void goOn(Channel channel) {
    if (stopped) {
      stopped = false;
      channel.config().setAutoRead(true);
    }
  }
}
