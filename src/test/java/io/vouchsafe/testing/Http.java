package io.vouchsafe.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** HTTP with JSON. */
public final class Http {
  public static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private Http() {}

  /** The client of whoever names none. */
  static HttpClient client() {
    return CLIENT;
  }

  /** What came back; {@code body} is a missing node where it is not JSON. */
  public record Answer(int status, HttpResponse<String> http, JsonNode body) {
    public String header(String name) {
      return http.headers().firstValue(name).orElse("");
    }

    public String text(String member) {
      return body.path(member).asText();
    }

    @Override
    public String toString() {
      return status + " " + http.body();
    }
  }

  /** Gets; headers come in pairs. */
  public static Answer get(String url, String... headers) {
    return call("GET", url, null, headers);
  }

  /** Posts a value as JSON; headers come in pairs. */
  public static Answer post(String url, Object body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/json";
    return call("POST", url, write(body), all);
  }

  /**
   * Asks; headers come in pairs, and {@code body} may be null.
   *
   * @throws UncheckedIOException if no answer comes within 20 s
   */
  public static Answer call(String method, String url, String body, String... headers) {
    return call(CLIENT, method, url, body, headers);
  }

  /** The same by another client. */
  public static Answer call(
      HttpClient client, String method, String url, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer, parsed(answer.body()));
    } catch (IOException e) {
      throw new UncheckedIOException("no answer from " + url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Whether it answers a GET with 200. */
  public static boolean isGood(String url) {
    return isGood(CLIENT, url);
  }

  /** The same by another client. */
  public static boolean isGood(HttpClient client, String url) {
    try {
      return call(client, "GET", url, null).status() == 200;
    } catch (UncheckedIOException notListening) {
      return false;
    }
  }

  /** A value as JSON. */
  public static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parsed(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }
}
