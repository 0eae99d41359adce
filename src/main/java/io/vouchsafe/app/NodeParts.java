package io.vouchsafe.app;

import io.vouchsafe.ops.health.NodesAway;
import io.vouchsafe.ops.metrics.VaultMetrics;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultNodes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The nodes of Vault at which this instance signs. */
@Singleton
class NodeParts {
  @Produces
  @Singleton
  VaultNodes nodes(VaultAccess vault, Settings settings, VaultMetrics metrics) {
    VaultNodes nodes = VaultNodes.of(vault, settings.nodes());
    metrics.watchNodes(() -> nodes.away().size());
    return nodes;
  }

  @Produces
  @Singleton
  NodesAway away(VaultNodes nodes) {
    return new NodesAway(nodes::away);
  }
}
