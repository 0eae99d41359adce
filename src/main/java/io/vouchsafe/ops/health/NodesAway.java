package io.vouchsafe.ops.health;

import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/**
 * The nodes of Vault that are left out of signing now. That is no failure, as long as others sign.
 *
 * @param reasons why, by the node's host and port
 */
public record NodesAway(Supplier<Map<String, String>> reasons) {
  public NodesAway {
    Objects.requireNonNull(reasons, "reasons");
  }

  void addTo(HealthCheckResponseBuilder answer) {
    reasons
        .get()
        .forEach(
            (node, why) ->
                answer.withData("node " + node, "left out: %s; others sign".formatted(why)));
  }
}
