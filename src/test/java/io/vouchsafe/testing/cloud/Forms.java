package io.vouchsafe.testing.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.testing.Http;
import java.net.URLEncoder;
import java.util.Map;
import java.util.stream.Collectors;

/** Posts forms. */
final class Forms {
  private Forms() {}

  static Http.Answer post(String url, Map<String, String> members, String... headers) {
    String body =
        members.entrySet().stream()
            .map(member -> encoded(member.getKey()) + "=" + encoded(member.getValue()))
            .collect(Collectors.joining("&"));
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "Content-Type";
    all[headers.length + 1] = "application/x-www-form-urlencoded";
    return Http.call("POST", url, body, all);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
