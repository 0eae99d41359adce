package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.file.FileStatus;
import io.vouchsafe.agent.listener.RequestCounts.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** The metrics of an agent in the text form of Prometheus (exposition format 0.0.4). */
final class MetricsText {
  private static final double MILLIS = 1000;

  private final StringBuilder text = new StringBuilder();

  private MetricsText() {}

  static String of(Map<String, List<FileStatus>> files, Map<Kind, Long> requests) {
    MetricsText metrics = new MetricsText();
    metrics.files(files);
    metrics.head("requests_total", "counter", "Requests of a listener, by the status answered.");
    requests.forEach(
        (kind, count) ->
            metrics.sample(
                "requests_total",
                "listener=%s,status=\"%d\"".formatted(quoted(kind.listener()), kind.status()),
                count));
    return metrics.text.toString();
  }

  private void files(Map<String, List<FileStatus>> files) {
    head("files", "gauge", "Files that are kept fresh.");
    files.forEach((workload, all) -> sample("files", "workload=" + quoted(workload), all.size()));
    head("file_good", "gauge", "1 while the token of a file has not expired, else 0.");
    each(files, (labels, status) -> sample("file_good", labels, status.good() ? 1 : 0));
    head("file_age_seconds", "gauge", "Time since the token of a file was asked for.");
    each(
        files,
        (labels, status) ->
            status
                .held()
                .ifPresent(
                    held -> sample("file_age_seconds", labels, held.age().toMillis() / MILLIS)));
    head(
        "file_expires_seconds",
        "gauge",
        "Time until the token of a file expires; negative once it has.");
    each(
        files,
        (labels, status) ->
            status
                .held()
                .ifPresent(
                    held ->
                        sample("file_expires_seconds", labels, held.left().toMillis() / MILLIS)));
    head("file_renewals_total", "counter", "Times that a file was written.");
    each(files, (labels, status) -> sample("file_renewals_total", labels, status.renewals()));
    head("file_failures_total", "counter", "Times that a file was not, by what was the matter.");
    each(
        files,
        (labels, status) ->
            new TreeMap<>(status.failures())
                .forEach(
                    (code, count) ->
                        sample(
                            "file_failures_total",
                            labels + ",reason=\"" + word(code) + "\"",
                            count)));
  }

  private static void each(
      Map<String, List<FileStatus>> files, BiConsumer<String, FileStatus> sample) {
    files.forEach(
        (workload, all) ->
            all.forEach(
                status ->
                    sample.accept(
                        "workload=%s,file=%s"
                            .formatted(quoted(workload), quoted(status.file().path().toString())),
                        status)));
  }

  private static String word(ExitCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  private static String quoted(String value) {
    return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
  }

  private void head(String name, String type, String help) {
    text.append("# HELP vouchsafe_agent_%s %s\n".formatted(name, help));
    text.append("# TYPE vouchsafe_agent_%s %s\n".formatted(name, type));
  }

  private void sample(String name, String labels, Number value) {
    text.append("vouchsafe_agent_%s{%s} %s\n".formatted(name, labels, value));
  }
}
