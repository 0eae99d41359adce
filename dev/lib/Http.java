import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** HTTP with JSON, in one call. */
final class Http {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  record Answer(int status, Map<String, String> headers, String body) {

    /** A value in the JSON body; null where there is none. */
    Object at(Object... path) {
      return Json.at(Json.parse(body), path);
    }

    /** A text in the JSON body, which has to be there. */
    String text(Object... path) {
      if (at(path) instanceof String text) {
        return text;
      }
      throw new IllegalStateException("no %s in: %s".formatted(Arrays.toString(path), this));
    }

    @Override
    public String toString() {
      return status + " " + body;
    }
  }

  static Answer get(String url, String... headers) {
    return call("GET", url, null, headers);
  }

  static Answer post(String url, Map<String, ?> body, String... headers) {
    return call("POST", url, body, headers);
  }

  /** Vault's API under the development server's root token. */
  static Answer vault(String method, String path, Map<String, ?> body) {
    return call(
        method,
        System.getenv("BAO_ADDR") + "/v1/" + path,
        body,
        "X-Vault-Token",
        System.getenv("BAO_TOKEN"));
  }

  private static Answer call(String method, String url, Map<String, ?> body, String... headers) {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(Json.write(body)));
    }
    try {
      var response = CLIENT.send(request.build(), BodyHandlers.ofString());
      var first = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      response.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
      return new Answer(response.statusCode(), first, response.body());
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + url + ": " + e, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
