package io.vouchsafe.audit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Goes on writing to a file of any octets, as to the audit of a process that ended somehow. */
public final class AuditFuzz {
  private static final byte[] RECORD = "{\"event\":\"started\"}\n".getBytes(US_ASCII);
  private static final Path FILE = file();

  private AuditFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzz-", ".jsonl");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException if what was there was changed, the record is not a line of its
   *     own, or the last line is another than the one that the chain goes on from
   */
  public static void fuzzerTestOneInput(byte[] input) {
    FileTarget target = new FileTarget(FILE);
    try {
      Files.write(FILE, input);
      byte[] last = target.open().orElseGet(() -> new byte[0]);
      target.append(ByteBuffer.wrap(RECORD));
      check(input, last, Files.readAllBytes(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      target.close();
    }
  }

  private static void check(byte[] before, byte[] last, byte[] after) {
    boolean cut = before.length > 0 && before[before.length - 1] != '\n';
    int from = before.length + (cut ? 1 : 0);
    boolean kept =
        after.length == from + RECORD.length
            && Arrays.equals(before, Arrays.copyOf(after, before.length))
            && Arrays.equals(RECORD, Arrays.copyOfRange(after, from, after.length));
    if (!kept || !Arrays.equals(last, lastLine(before))) {
      throw new IllegalStateException("the file is another than it was");
    }
  }

  /** The last that has an end, without it. */
  private static byte[] lastLine(byte[] octets) {
    String text = new String(octets, ISO_8859_1);
    int end = text.lastIndexOf('\n');
    return end < 0
        ? new byte[0]
        : text.substring(text.lastIndexOf('\n', end - 1) + 1, end).getBytes(ISO_8859_1);
  }
}
