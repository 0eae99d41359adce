package io.vouchsafe.http;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vouchsafe.testing.Repository;
import java.nio.file.Path;
import java.util.Map;

/** An audit with a file of its own, a proxy before it, and a rate that a test can reach. */
public final class AuditedStage implements QuarkusTestResourceLifecycleManager {
  static final Path FILE = Repository.TARGET.resolve("vouchsafe-tests-audit-calls.log");

  @Override
  public Map<String, String> start() {
    return Map.of(
        "vouchsafe.audit.file", FILE.toString(),
        "vouchsafe.audit.strangers-per-minute", "2",
        "vouchsafe.http.rates.grant", "8",
        "vouchsafe.http.proxies", "127.0.0.1");
  }

  @Override
  public void stop() {}
}
