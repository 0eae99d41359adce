package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;

/** The metrics of a service, as Prometheus reads them. */
public record Metrics(Stage stage) {

  /** What is registered as the last. */
  private static final String LAST = "vouchsafe_build_info";

  /** All of them, once they are there: they are shown when the ports are open, a moment later. */
  public String text() {
    AtomicReference<String> scrape = new AtomicReference<>("");
    Eventually.eventually(
        "the metrics",
        () -> {
          scrape.set(scraped());
          return scrape.get().contains(LAST);
        });
    return scrape.get();
  }

  private String scraped() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(stage.managementUrl() + "/q/metrics"))
                  .version(HttpClient.Version.HTTP_1_1)
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The values of the series that begin so, whatever their labels are.
   *
   * @param metrics as Prometheus has them
   * @param beginning of their lines: a name and as much of the labels as matters
   */
  public static DoubleStream values(String metrics, String beginning) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
  }

  /**
   * The value of one series.
   *
   * @param series with its labels, as Prometheus has it
   * @throws AssertionError if there is no such series
   */
  public double value(String series) {
    return values(text(), series + " ")
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }
}
