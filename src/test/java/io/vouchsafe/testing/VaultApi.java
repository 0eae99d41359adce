package io.vouchsafe.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Vault's HTTP API as the holder of one token sees it.
 *
 * @param namespace where paths begin; empty for the root
 */
public record VaultApi(URI address, String token, String namespace) {

  /** The API of the root namespace. */
  public VaultApi(URI address, String token) {
    this(address, token, "");
  }

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
    List<String> all = new ArrayList<>(List.of(headers));
    if (!token.isEmpty()) {
      all.addAll(List.of("X-Vault-Token", token));
    }
    if (!namespace.isEmpty()) {
      all.addAll(List.of("X-Vault-Namespace", namespace));
    }
    Http.Answer answer =
        Http.call(
            method,
            address.resolve("/v1/" + path).toString(),
            body == null ? null : Http.write(body),
            all.toArray(String[]::new));
    return new Answer(answer.status(), parsed(answer));
  }

  private static JsonNode parsed(Http.Answer answer) {
    String text = answer.http().body();
    try {
      return text.isBlank() ? Http.JSON.createObjectNode() : Http.JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer agreed(String method, String path, Answer answer) {
    if (!answer.done()) {
      throw new AssertionError(
          "%s %s: %d %s".formatted(method, path, answer.status(), answer.body()));
    }
    return answer;
  }
}
