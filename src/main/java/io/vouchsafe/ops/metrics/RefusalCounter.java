package io.vouchsafe.ops.metrics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts the problems that were answered, by issuer and type. */
public final class RefusalCounter implements RefusalListener {
  private final Map<String, Map<String, LongAdder>> counts = new HashMap<>();

  /**
   * @param issuers every value of the {@code issuer} label
   * @param types every value of the {@code type} label
   */
  public RefusalCounter(Collection<String> issuers, Collection<String> types, Meters meters) {
    for (String issuer : issuers) {
      Map<String, LongAdder> ofIssuer = new HashMap<>();
      for (String type : types) {
        ofIssuer.put(
            type,
            meters.counter(
                "vouchsafe.http.refusals",
                "problems answered on the public port: to requests, and to entries of lists",
                "issuer",
                issuer,
                "type",
                type));
      }
      counts.put(issuer, ofIssuer);
    }
  }

  @Override
  public void refused(String issuer, String type, String detail) {
    counts.get(issuer).get(type).increment();
  }
}
