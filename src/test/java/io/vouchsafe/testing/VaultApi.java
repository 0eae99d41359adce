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
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Vault's HTTP API as the holder of one token sees it. */
public record VaultApi(URI address, String token) {

  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Vault answered, whether it agreed or not. */
  public record Answer(int status, JsonNode body) {

    /** Did Vault do it? */
    public boolean done() {
      return status / 100 == 2;
    }

    /** The {@code data} of the answer. */
    public JsonNode data() {
      return body.path("data");
    }
  }

  /** Reads a path such as {@code transit/keys/vouchsafe-rs256}; the answer's {@code data}. */
  public JsonNode read(String path) {
    return agreed("GET", path, call("GET", path, null)).data();
  }

  /** Writes to a path; the whole answer. */
  public JsonNode write(String path, Map<String, ?> body) {
    return agreed("POST", path, call("POST", path, body)).body();
  }

  /** Deletes what is at a path. */
  public void delete(String path) {
    agreed("DELETE", path, call("DELETE", path, null));
  }

  /** Writes to a path and has the answer wrapped; the single-use wrapping token. */
  public String wrapped(String path, Map<String, ?> body) {
    return agreed("POST", path, call("POST", path, body, "X-Vault-Wrap-TTL", "5m"))
        .body()
        .at("/wrap_info/token")
        .asText();
  }

  /**
   * Asks, and gives back whatever Vault says; {@code body} may be null, more headers may follow.
   */
  public Answer call(String method, String path, Map<String, ?> body, String... headers) {
    try {
      var request =
          HttpRequest.newBuilder(address.resolve("/v1/" + path))
              .timeout(Duration.ofSeconds(20))
              .method(
                  method,
                  body == null
                      ? BodyPublishers.noBody()
                      : BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
      if (!token.isEmpty()) {
        request.header("X-Vault-Token", token);
      }
      if (headers.length > 0) {
        request.headers(headers);
      }
      var response = HTTP.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), parsed(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path + " at " + address, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parsed(String body) throws JsonProcessingException {
    return body.isBlank() ? JSON.createObjectNode() : JSON.readTree(body);
  }

  private static Answer agreed(String method, String path, Answer answer) {
    if (!answer.done()) {
      throw new AssertionError(
          "%s %s: %d %s".formatted(method, path, answer.status(), answer.body()));
    }
    return answer;
  }
}
