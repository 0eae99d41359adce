package io.vouchsafe.ops.metrics;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The requests to the public port, as the timer {@code http.server.requests}. Its labels are
 * closed, so nothing that a client sends makes a new series: the method is one that HTTP's calls
 * use, or {@code other}.
 */
public final class HttpMeters {
  private static final String GONE = "gone";
  private static final int HUNDRED = 100;

  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();
  private final Meters meters;
  private final Times authentications;

  public HttpMeters(Meters meters) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.authentications =
        meters.times(
            "vouchsafe.http.authentication",
            "time that checking the credentials of a caller takes who was not known");
  }

  private record Series(String method, String uri, int status) {}

  /** Requests may be answered so: their series is there from the start. */
  public void expect(String method, String uri, int status) {
    meters.add(() -> timer(method, uri, status));
  }

  /**
   * A request was answered.
   *
   * @param method any
   * @param uri one of a closed set
   */
  public void answered(String method, String uri, int status, long nanos) {
    timer(method, uri, status).record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A client left before its answer was written; the same parameters. */
  public void clientLeft(String method, String uri, long nanos) {
    answered(method, uri, 0, nanos);
  }

  /** The credentials of a caller who was not known were checked, whatever came of it. */
  public void authenticated(long nanos) {
    authentications.record(nanos);
  }

  private Timer timer(String method, String uri, int status) {
    return timers.computeIfAbsent(new Series(closed(method), uri, status), HttpMeters::timer);
  }

  private static Timer timer(Series series) {
    return Timer.builder("http.server.requests")
        .description("requests to the public port")
        .tags("method", series.method(), "uri", series.uri())
        .tags("status", series.status() == 0 ? GONE : Integer.toString(series.status()))
        .tags("outcome", outcome(series.status()))
        .register(Metrics.globalRegistry);
  }

  private static String closed(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "OPTIONS", "DELETE" -> method;
      default -> "other";
    };
  }

  private static String outcome(int status) {
    return switch (status / HUNDRED) {
      case 0 -> "CLIENT_GONE";
      case 1 -> "INFORMATIONAL";
      case 2 -> "SUCCESS";
      case 3 -> "REDIRECTION";
      case 4 -> "CLIENT_ERROR";
      default -> "SERVER_ERROR";
    };
  }
}
