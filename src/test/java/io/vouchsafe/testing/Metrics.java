package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;

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
   * The value of one series.
   *
   * @param series with its labels, as Prometheus has it
   * @throws AssertionError if there is no such series
   */
  public double value(String series) {
    return text()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }
}
