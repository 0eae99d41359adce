import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Reads the lines of files of the audit, one after the other; such as end in .gz are unpacked. */
final class AuditFile {
  private static final String BEGIN = "{\"time\":";

  /**
   * A line.
   *
   * @param members of its record; empty if it is none
   */
  record Line(Path file, long number, byte[] octets, Optional<Map<String, Object>> members) {
    /** Whether it could be a record, whole or not; other lines are the log's. */
    boolean looksLikeRecord() {
      return text(octets).startsWith(BEGIN);
    }

    String where() {
      return file + ":" + number;
    }

    /** What the next record has as {@code prev}. */
    String hash() {
      try {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    /** A member for the terminal, or {@code ?}. */
    String shown(String name) {
      return onOneLine(member(name).orElse("?").toString());
    }

    /** A member, or one of its members where the name has a dot. */
    Optional<Object> member(String name) {
      String[] parts = name.split("\\.");
      Object value = members.<Object>map(it -> it).orElse(Map.of());
      for (String part : parts) {
        value = value instanceof Map<?, ?> map ? map.get(part) : null;
      }
      return Optional.ofNullable(value);
    }
  }

  /** Is told of every line. */
  interface Reader {
    void read(Line line);
  }

  private AuditFile() {}

  static void read(Path file, Reader reader) throws IOException {
    try (InputStream in = open(file)) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      long number = 0;
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        if (octet == '\n') {
          reader.read(line(file, ++number, octets.toByteArray()));
          octets.reset();
        } else {
          octets.write(octet);
        }
      }
      if (octets.size() > 0) {
        reader.read(new Line(file, ++number, octets.toByteArray(), Optional.empty()));
      }
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    return file.toString().endsWith(".gz")
        ? new BufferedInputStream(new GZIPInputStream(in), 1 << 16)
        : in;
  }

  private static Line line(Path file, long number, byte[] octets) {
    return new Line(file, number, octets, members(text(octets)));
  }

  private static Optional<Map<String, Object>> members(String text) {
    try {
      return text.startsWith(BEGIN) ? Optional.of(Json.object(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  /** What would change a terminal, or the look of a line, is shown as its code. */
  static String onOneLine(String value) {
    StringBuilder text = new StringBuilder();
    for (char unit : value.toCharArray()) {
      text.append(
          unit >= ' ' && unit <= '~' ? String.valueOf(unit) : "\\u%04x".formatted((int) unit));
    }
    return text.toString();
  }
}
