package io.vouchsafe.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.testing.Http;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The bytes of the requests that are measured. */
final class Requests {
  private Requests() {}

  /** A request as it goes over the wire; {@code body} may be null. */
  static byte[] request(String method, String path, String body, String... headers) {
    StringBuilder text =
        new StringBuilder("%s %s HTTP/1.1\r\nHost: localhost\r\n".formatted(method, path));
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    if (body != null) {
      text.append("Content-Type: application/json\r\nContent-Length: ")
          .append(body.getBytes(UTF_8).length)
          .append("\r\n");
    }
    return text.append("\r\n").append(body == null ? "" : body).toString().getBytes(UTF_8);
  }

  /** A form as it goes over the wire. */
  static byte[] form(String path, String form) {
    return "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s"
        .formatted(path, form.length(), form)
        .getBytes(UTF_8);
  }

  /** A call to Transit as the service makes it, for the digest of {@link Verifier#SIGNED}. */
  static byte[] sign(String key, int batch, String vaultToken) {
    Map<String, String> input = Map.of("input", Verifier.digest());
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("batch_input", Collections.nCopies(batch, input));
    body.put("prehashed", true);
    body.put("hash_algorithm", "sha2-256");
    body.put("marshaling_algorithm", "asn1");
    body.put("key_version", 1);
    if (key.endsWith("rs256")) {
      body.put("signature_algorithm", "pkcs1v15");
    }
    return request(
        "POST", "/v1/transit/sign/" + key, Http.write(body), "X-Vault-Token: " + vaultToken);
  }
}
