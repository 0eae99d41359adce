package io.vouchsafe.agent.listener;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.config.AgentConfig.HealthAt;
import io.vouchsafe.agent.file.FileStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Health and metrics of an agent: {@code GET /healthz} answers 200 while each file holds a token
 * that is good, else 503 with those that do not; {@code GET /metrics} in the text form of
 * Prometheus. Neither shows a token or a secret.
 */
public final class HealthEndpoint implements Endpoint {
  private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<Map<String, List<FileStatus>>> files;
  private final RequestCounts counts;

  private HealthEndpoint(Supplier<Map<String, List<FileStatus>>> files, RequestCounts counts) {
    this.files = files;
    this.counts = counts;
  }

  /**
   * Begins to answer, and says at which port.
   *
   * @param files of each workload, by its name
   * @param say takes the line
   * @return ends it
   * @throws Fault if the port cannot be had
   */
  public static Runnable start(
      HealthAt at,
      Supplier<Map<String, List<FileStatus>>> files,
      RequestCounts counts,
      Consumer<String> say)
      throws Fault {
    HealthEndpoint endpoint = new HealthEndpoint(files, counts);
    Loopback listener = Loopback.start("health", at.address(), at.port(), endpoint, counts);
    say.accept("health and metrics are at %s, port %d".formatted(at.address(), listener.port()));
    return listener::close;
  }

  @Override
  public Reply answer(Request request) {
    if (!request.method().equals("GET")) {
      return Reply.notAllowed("GET");
    }
    return switch (request.path()) {
      case "/healthz" -> health();
      case "/metrics" ->
          new Reply(
              200,
              METRICS_TYPE,
              MetricsText.of(files.get(), counts.all()).getBytes(UTF_8),
              Map.of());
      default -> Reply.notFound();
    };
  }

  private Reply health() {
    String bad =
        files.get().values().stream()
            .flatMap(List::stream)
            .filter(status -> !status.good())
            .map(HealthEndpoint::line)
            .collect(Collectors.joining());
    return bad.isEmpty() ? Reply.text(200, "ok\n") : Reply.text(503, bad);
  }

  private static String line(FileStatus status) {
    String what = status.held().isPresent() ? "has expired" : "was not written yet";
    return "%s %s%s\n"
        .formatted(
            status.file().path(),
            what,
            status.fault().map(fault -> ": " + fault.getMessage()).orElse(""));
  }
}
