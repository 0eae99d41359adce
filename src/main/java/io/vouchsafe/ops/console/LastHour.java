package io.vouchsafe.ops.console;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.ops.metrics.RefusalListener;
import io.vouchsafe.token.TokenEvents;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What happened in the last hour, minute by minute: how tokens and grants ended, and which problems
 * were answered. It holds counts and nothing that a caller sent. Counting costs an addition.
 */
public final class LastHour implements RefusalListener, TokenEvents {
  /**
   * A type of problem.
   *
   * @param type the last part of its URI, such as {@code not-found}
   * @param status its HTTP status
   * @param title what a person may read
   */
  public record Refusal(String type, int status, String title) {
    public Refusal {
      Objects.requireNonNull(type, "type");
      Objects.requireNonNull(title, "title");
    }
  }

  private static final class Refused {
    private final Refusal refusal;
    private final MinuteCounts counts;
    private volatile long lastMillis;

    Refused(Refusal refusal, InstantSource clock) {
      this.refusal = refusal;
      this.counts = new MinuteCounts(clock);
    }
  }

  private final InstantSource clock;
  private final Map<String, Refused> refusals;
  private final Map<Result, MinuteCounts> tokens;
  private final Map<Result, MinuteCounts> grants;

  /**
   * @param refusals every type of problem, in the order in which they are shown
   */
  public LastHour(Collection<Refusal> refusals, InstantSource clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.refusals =
        refusals.stream()
            .collect(
                toMap(
                    Refusal::type,
                    refusal -> new Refused(refusal, clock),
                    (one, other) -> one,
                    LinkedHashMap::new));
    this.tokens = byResult(clock);
    this.grants = byResult(clock);
  }

  private static Map<Result, MinuteCounts> byResult(InstantSource clock) {
    return Arrays.stream(Result.values())
        .collect(
            toMap(
                result -> result,
                result -> new MinuteCounts(clock),
                (one, other) -> one,
                () -> new EnumMap<>(Result.class)));
  }

  @Override
  public void refused(String issuer, String type, String detail) {
    Refused refused = refusals.get(type);
    refused.lastMillis = clock.millis();
    refused.counts.count();
  }

  @Override
  public void ended(KeyRole role, Result result) {
    (role == KeyRole.GRANT ? grants : tokens).get(result).count();
  }

  /** Adds the counts of each minute, the oldest first. */
  void describeRates(ObjectNode json) {
    json.put("minutes", MinuteCounts.MINUTES);
    describe(json.putObject("tokens"), tokens);
    describe(json.putObject("grants"), grants);
  }

  private static void describe(ObjectNode json, Map<Result, MinuteCounts> byResult) {
    byResult.forEach(
        (result, counts) -> {
          ArrayNode minutes = json.putArray(result.name().toLowerCase(Locale.ROOT));
          Arrays.stream(counts.lastHour()).forEach(minutes::add);
        });
  }

  /** Adds every type of problem that was answered in the last hour. */
  void describeRefusals(ArrayNode json) {
    refusals
        .values()
        .forEach(
            refused -> {
              long count = Arrays.stream(refused.counts.lastHour()).sum();
              if (count > 0) {
                json.addObject()
                    .put("type", refused.refusal.type())
                    .put("title", refused.refusal.title())
                    .put("status", refused.refusal.status())
                    .put("count", count)
                    .put("last_at", Instant.ofEpochMilli(refused.lastMillis).toString());
              }
            });
  }
}
