package io.vouchsafe.outages;

import io.vouchsafe.testing.RaftCluster;
import io.vouchsafe.testing.Repeated;
import java.net.URI;
import java.time.Duration;

/** Knows where the active node of a cluster is, as a Service of Kubernetes does: it looks often. */
final class ActiveNode implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(200);

  private final RaftCluster cluster;
  private final Repeated looks;
  private volatile URI url;

  ActiveNode(RaftCluster cluster) {
    this.cluster = cluster;
    this.url = cluster.url(cluster.active());
    this.looks = new Repeated("active-node", BETWEEN, this::look);
  }

  private void look() {
    cluster.activeNow().ifPresent(node -> url = cluster.url(node));
  }

  /** Where it was when it was last seen. */
  URI url() {
    return url;
  }

  @Override
  public void close() {
    looks.close();
  }
}
