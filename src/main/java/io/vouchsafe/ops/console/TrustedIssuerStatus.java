package io.vouchsafe.ops.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.Trouble;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuer;
import io.vouchsafe.proof.TrustedKeys;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** What operators see of the issuers whose JWTs count as proofs. */
final class TrustedIssuerStatus {
  private TrustedIssuerStatus() {}

  /** Adds the trusted issuers of one issuer, in the order of their names. */
  static void describe(ArrayNode json, ProofVerifier proofs) {
    proofs.issuers().stream()
        .sorted(Comparator.comparing(TrustedIssuer::name))
        .forEach(trusted -> describe(json.addObject(), proofs.keysOf(trusted)));
  }

  private static void describe(ObjectNode json, TrustedKeys keys) {
    json.put("name", keys.issuer().name());
    switch (keys.issuer().identity()) {
      case TrustedIssuer.Identity.Issuer(String iss) ->
          json.put("issuer", iss).putNull("trust_domain");
      case TrustedIssuer.Identity.TrustDomain(String name) ->
          json.putNull("issuer").put("trust_domain", name);
    }
    json.put("keys", keys.count());
    json.put("read_at", keys.readAt().map(Instant::toString).orElse(null));
    Optional<Trouble.Row<String>> trouble = keys.trouble();
    if (trouble.isEmpty()) {
      json.putNull("fault");
      return;
    }
    json.putObject("fault")
        .put("reason", trouble.get().reason())
        .put("since", trouble.get().since().toString());
  }
}
