package io.vouchsafe.http;

import io.vouchsafe.testing.Eventually;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.Stage;
import java.util.Map;
import java.util.function.DoublePredicate;

/** A stage whose brokers can take grants back. */
public class RevokingStage extends Stage {
  @Override
  public Map<String, String> start() {
    Map<String, String> config = super.start();
    revoking("vouchsafe");
    revoking("second");
    config.put("vouchsafe.caller.revocation.mount", REVOKED);
    return config;
  }

  /** Waits until the service has listed so many entries of the second issuer, or so few. */
  static void eventuallyListed(Stage stage, DoublePredicate entries) {
    String series = "vouchsafe_caller_revocation_entries{issuer=\"second\"}";
    Eventually.eventually(
        "the list of revoked grants", () -> entries.test(new Metrics(stage).value(series)));
  }
}
