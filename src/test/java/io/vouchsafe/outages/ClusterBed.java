package io.vouchsafe.outages;

import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.OpenBao;
import io.vouchsafe.testing.RaftCluster;
import io.vouchsafe.testing.Stage;
import io.vouchsafe.testing.TransitBed;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An OpenBao of three nodes with a proxy before each, another before the one that is active, which
 * is Vault's address, and a service that signs at all three.
 */
final class ClusterBed implements AutoCloseable {
  private final RaftCluster cluster = RaftCluster.start();
  private final Stage stage;
  private final List<BreakingProxy> proxies = new ArrayList<>();
  private final ActiveNode active = new ActiveNode(cluster);
  private final Set<Integer> signing = new TreeSet<>();
  private volatile Optional<URI> stuck = Optional.empty();
  private final BreakingProxy front = BreakingProxy.before(() -> stuck.orElseGet(active::url));
  private final Watched watched;

  /**
   * @param spread whether the service signs at the nodes, or at Vault's address only
   */
  ClusterBed(boolean spread) {
    OpenBao vault = cluster.at(0);
    vault.setup();
    stage = Stage.before(vault);
    Map<String, String> settings = new HashMap<>(stage.start());
    for (int node = 0; node < RaftCluster.NODES; node++) {
      URI url = cluster.url(node);
      proxies.add(BreakingProxy.before(url));
    }
    settings.put("quarkus.vault.url", front.address().toString());
    if (spread) {
      settings.put(
          "vouchsafe.vault.nodes",
          proxies.stream().map(it -> it.address().toString()).collect(Collectors.joining(",")));
    }
    watched = new Watched(stage, spread ? "cluster" : "cluster-address", settings);
  }

  RaftCluster cluster() {
    return cluster;
  }

  Watched watched() {
    return watched;
  }

  /** Nothing comes from the service to a node any more. */
  void cutOff(int node) {
    proxies.get(node).down();
    front.breaksAll(Fault.reset());
  }

  /** Vault's address leads to this node, whatever it is, as a balancer that looks too seldom. */
  void addressLeadsTo(int node) {
    stuck = Optional.of(cluster.url(node));
  }

  void mend() {
    stuck = Optional.empty();
    proxies.forEach(BreakingProxy::mend);
    front.mend();
  }

  /** The nodes that were asked to sign. */
  Set<Integer> signing() {
    for (int node = 0; node < proxies.size(); node++) {
      if (!proxies.get(node).seen(TransitBed.SIGNING).isEmpty()) {
        signing.add(node);
      }
    }
    return signing;
  }

  /** Forgets what went through, but for which nodes were asked to sign. */
  void forget() {
    signing();
    proxies.forEach(BreakingProxy::forget);
    front.forget();
  }

  @Override
  public void close() {
    watched.close();
    front.close();
    active.close();
    proxies.forEach(BreakingProxy::close);
    stage.stop();
  }
}
