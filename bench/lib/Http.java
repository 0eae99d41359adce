import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Calls that are not measured, and the bytes of those that are. */
final class Http {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private Http() {}

  record Answer(int status, String body) {
    String text(String... path) {
      if (Json.at(Json.parse(body), (Object[]) path) instanceof String text) {
        return text;
      }
      throw new IllegalStateException("unexpected answer: %d %s".formatted(status, body));
    }
  }

  static boolean ok(String url) {
    try {
      return get(url).status() == 200;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  static Answer get(String url) {
    return call(HttpRequest.newBuilder(URI.create(url)));
  }

  static Answer post(String url, Map<String, ?> body, String... headers) {
    return call(
        HttpRequest.newBuilder(URI.create(url))
            .headers(headers)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(Json.write(body))));
  }

  /** A request as it goes over the wire; {@code body} may be null. */
  static byte[] request(String method, String path, String body, String... headers) {
    var text = new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(method, path));
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    if (body != null) {
      text.append("Content-Type: application/json\r\nContent-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n");
    }
    return text.append("\r\n")
        .append(body == null ? "" : body)
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static Answer call(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          CLIENT.send(request.timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new IllegalStateException("no answer: " + e, e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
