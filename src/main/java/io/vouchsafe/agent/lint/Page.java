package io.vouchsafe.agent.lint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.base.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * One answer of the issuer.
 *
 * @param url that answered, after redirects
 * @param redirects the URLs that led there, the first asked first
 * @param headers by their names in small letters
 * @param body as it was sent, but for chunks
 * @param took from the connecting to the last octet, of the last URL
 * @param certificates what the server showed; none without TLS
 */
record Page(
    URI url,
    List<URI> redirects,
    int status,
    Map<String, List<String>> headers,
    byte[] body,
    Duration took,
    List<X509Certificate> certificates) {
  Page {
    Objects.requireNonNull(url, "url");
    redirects = List.copyOf(redirects);
    headers = Map.copyOf(headers);
    Objects.requireNonNull(took, "took");
    certificates = List.copyOf(certificates);
  }

  Page after(List<URI> earlier) {
    return new Page(url, earlier, status, headers, body, took, certificates);
  }

  /** The values of a header, joined as RFC 9110, 5.3 says. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)))
        .map(values -> String.join(", ", values));
  }

  boolean isGood() {
    return status == 200;
  }

  boolean isPacked() {
    return header("Content-Encoding").filter(coding -> !coding.equals("identity")).isPresent();
  }

  /** The object that the body holds, unpacked; empty if it holds anything else. */
  Optional<ObjectNode> json() {
    try {
      return Optional.of(StrictJson.JWT.object(isPacked() ? unpacked() : body));
    } catch (StrictJson.Fault | IOException e) {
      return Optional.empty();
    }
  }

  private byte[] unpacked() throws IOException {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return in.readNBytes(Answers.LARGEST);
    }
  }
}
