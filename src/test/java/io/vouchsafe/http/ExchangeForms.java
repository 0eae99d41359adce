package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.net.URLEncoder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Forms of {@code POST /token}, as clients send them. */
record ExchangeForms(Map<String, String> parameters) {
  static final String PATH = "/token";
  static final String MEDIA_TYPE = "application/x-www-form-urlencoded";
  static final String JWT = "urn:ietf:params:oauth:token-type:jwt";

  /** A good one for {@code api.example}. */
  static ExchangeForms of(String subjectToken) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    parameters.put("subject_token", subjectToken);
    parameters.put("subject_token_type", JWT);
    parameters.put("audience", "api.example");
    return new ExchangeForms(parameters);
  }

  ExchangeForms with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    more.put(name, value);
    return new ExchangeForms(more);
  }

  ExchangeForms without(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(parameters);
    fewer.remove(name);
    return new ExchangeForms(fewer);
  }

  String encoded() {
    return parameters.entrySet().stream()
        .map(
            parameter ->
                URLEncoder.encode(parameter.getKey(), UTF_8)
                    + "="
                    + URLEncoder.encode(parameter.getValue(), UTF_8))
        .collect(joining("&"));
  }

  Request request() {
    return request(encoded());
  }

  /** At the issuer that has this path. */
  Request requestAt(String issuer) {
    return request(issuer + PATH, encoded());
  }

  static Request request(String form) {
    return request(PATH, form);
  }

  private static Request request(String path, String form) {
    return Request.of("POST", path).header("Content-Type", MEDIA_TYPE).body(form.getBytes(UTF_8));
  }

  /** The head of a request to {@link #PATH}. */
  static String head(String... headers) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%s\r\n\r\n"
        .formatted(PATH, MEDIA_TYPE, String.join("\r\n", headers));
  }

  /** The head of a form of so many octets. */
  static String announced(int length) {
    return head("Content-Length: " + length);
  }

  /** A request with its form. */
  static String whole(String form) {
    return announced(form.length()) + form;
  }
}
