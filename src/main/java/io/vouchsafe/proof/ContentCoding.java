package io.vouchsafe.proof;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Unpacks the bodies of answers (RFC 9110, 8.4). */
final class ContentCoding {
  /** What we ask for; without it, any coding may come (RFC 9110, 12.5.3). */
  static final String ACCEPTED = "gzip";

  private static final List<String> GZIP = List.of("gzip", "x-gzip");
  private static final Pattern HARMLESS = Pattern.compile("[a-z0-9_, -]{1,60}");

  private ContentCoding() {}

  /**
   * The body as it was before it was packed with gzip, or {@code body} if it was not packed.
   *
   * @param most octets that it may have then
   * @throws JwksFault saying what is wrong, if it has more, is broken, or was packed otherwise
   */
  static byte[] unpacked(HttpHeaders headers, byte[] body, int most) throws JwksFault {
    List<String> codings =
        headers.allValues("Content-Encoding").stream()
            .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(",")))
            .map(String::strip)
            .filter(coding -> !coding.isEmpty() && !coding.equals("identity"))
            .toList();
    if (codings.isEmpty()) {
      return body;
    }
    if (codings.size() > 1 || !GZIP.contains(codings.getFirst())) {
      throw new JwksFault(
          "its Content-Encoding %sis not understood; gzip is".formatted(words(codings)));
    }
    return gunzip(body, most);
  }

  private static String words(List<String> codings) {
    String words = String.join(", ", codings);
    return HARMLESS.matcher(words).matches() ? words + " " : "";
  }

  private static byte[] gunzip(byte[] packed, int most) throws JwksFault {
    try (GZIPInputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] octets = unpacked.readNBytes(most + 1);
      if (octets.length > most) {
        throw new JwksFault("it is larger when unpacked; the limit is 1 MiB");
      }
      return octets;
    } catch (IOException e) {
      throw new JwksFault("it says that it is packed with gzip, and cannot be unpacked");
    }
  }
}
