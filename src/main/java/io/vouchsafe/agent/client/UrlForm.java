package io.vouchsafe.agent.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.Collectors;

/** Requests with a form, {@code application/x-www-form-urlencoded} (URL Standard, 5). */
public final class UrlForm {
  private UrlForm() {}

  /** A POST of these members. */
  public static HttpRequest.Builder post(URI url, Map<String, String> members) {
    String body =
        members.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return HttpRequest.newBuilder(url)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString(body));
  }
}
