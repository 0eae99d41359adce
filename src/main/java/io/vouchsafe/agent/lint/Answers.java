package io.vouchsafe.agent.lint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads one answer of HTTP/1.1 whose connection serves nothing after it (RFC 9112). */
final class Answers {
  /** Octets of the largest body that is read. */
  static final int LARGEST = 1 << 20;

  private static final int LONGEST_LINE = 16 * 1024;
  private static final int MOST_HEADERS = 200;

  private final InputStream in;

  Answers(InputStream in) {
    this.in = in;
  }

  /** Status, headers and body. */
  record Raw(int status, Map<String, List<String>> headers, byte[] body) {}

  /**
   * The answer.
   *
   * @throws IOException if it is none, does not come whole, or is larger than 1 MiB
   */
  Raw read() throws IOException {
    String[] words = line().split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5][0-9]{2}")) {
      throw new IOException("it does not answer in HTTP");
    }
    Map<String, List<String>> headers = headers();
    int status = Integer.parseInt(words[1]);
    return new Raw(status, headers, status == 304 || status == 204 ? new byte[0] : body(headers));
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    int number = 0;
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1 || number++ > MOST_HEADERS) {
        throw new IOException("its headers cannot be read");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", List.of()).contains("chunked")) {
      return chunks();
    }
    List<String> length = headers.get("content-length");
    return length == null ? rest() : exactly(number(length.getFirst(), 10));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int size = number(line().split(";", 2)[0].strip(), 16);
      if (size == 0) {
        return body.toByteArray();
      }
      body.write(exactly(size));
      if (body.size() > LARGEST) {
        throw tooLarge();
      }
      line();
    }
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0 && number <= LARGEST) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("its length cannot be read", e);
    }
    throw tooLarge();
  }

  private static IOException tooLarge() {
    return new IOException("its answer is larger than 1 MiB");
  }

  private byte[] exactly(int size) throws IOException {
    byte[] octets = in.readNBytes(size);
    if (octets.length < size) {
      throw new IOException("its answer ends early");
    }
    return octets;
  }

  private byte[] rest() throws IOException {
    byte[] octets = in.readNBytes(LARGEST + 1);
    if (octets.length > LARGEST) {
      throw tooLarge();
    }
    return octets;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0 || line.size() > LONGEST_LINE) {
        throw new IOException("its answer ends early");
      }
      line.write(octet);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }
}
