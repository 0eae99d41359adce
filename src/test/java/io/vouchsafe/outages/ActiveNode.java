package io.vouchsafe.outages;

import io.vouchsafe.testing.RaftCluster;
import java.net.URI;
import java.time.Duration;

/** Knows where the active node of a cluster is, as a Service of Kubernetes does: it looks often. */
final class ActiveNode implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final RaftCluster cluster;
  private final Thread thread;
  private volatile URI url;

  ActiveNode(RaftCluster cluster) {
    this.cluster = cluster;
    this.url = cluster.url(cluster.active());
    this.thread = Thread.ofVirtual().name("active-node").start(this::look);
  }

  private void look() {
    try {
      while (true) {
        cluster.activeNow().ifPresent(node -> url = cluster.url(node));
        Thread.sleep(BETWEEN);
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where it was when it was last seen. */
  URI url() {
    return url;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
