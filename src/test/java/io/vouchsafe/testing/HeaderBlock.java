package io.vouchsafe.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/**
 * Writes the header block of an HTTP/2 request (RFC 7541) field by field, without Huffman codes and
 * without checking anything: what a test writes is what is sent.
 */
public final class HeaderBlock {
  /** Indices of RFC 7541, Appendix A; from {@link #NEWEST} on those of the dynamic table. */
  public static final int AUTHORITY = 1;

  public static final int GET = 2;
  public static final int POST = 3;
  public static final int PATH = 4;
  public static final int HTTPS = 7;
  public static final int AUTHORIZATION = 23;
  public static final int CONTENT_LENGTH = 28;
  public static final int CONTENT_TYPE = 31;
  public static final int NEWEST = 62;

  private static final int STATUS = 8;
  private static final int[] STATUSES = {200, 204, 206, 304, 400, 404, 500};

  private final ByteArrayOutputStream block = new ByteArrayOutputStream();

  /** A field of one of the tables. */
  public HeaderBlock indexed(int index) {
    return number(0x80, 7, index);
  }

  /** A field whose name has an index; the server does not remember it. */
  public HeaderBlock literal(int name, String value) {
    return number(0x00, 4, name).text(value);
  }

  /** A field that the server does not remember. */
  public HeaderBlock literal(String name, String value) {
    return number(0x00, 4, 0).text(name).text(value);
  }

  /** A field that the server takes into its dynamic table, where it is the {@link #NEWEST}. */
  public HeaderBlock remembered(int name, String value) {
    return number(0x40, 6, name).text(value);
  }

  /** The same with a name of its own. */
  public HeaderBlock remembered(String name, String value) {
    return number(0x40, 6, 0).text(name).text(value);
  }

  /** What was written. */
  public byte[] octets() {
    return block.toByteArray();
  }

  /** RFC 7541, 5.1. */
  HeaderBlock number(int pattern, int prefix, int value) {
    int most = (1 << prefix) - 1;
    if (value < most) {
      block.write(pattern | value);
      return this;
    }
    block.write(pattern | most);
    int rest = value - most;
    for (; rest >= 0x80; rest >>= 7) {
      block.write(0x80 | (rest & 0x7f));
    }
    block.write(rest);
    return this;
  }

  private HeaderBlock text(String value) {
    number(0x00, 7, value.length());
    block.writeBytes(value.getBytes(ISO_8859_1));
    return this;
  }

  /**
   * The {@code :status} with which the block of an answer begins, from a server that was told to
   * keep no dynamic table; 0 if it begins with something else.
   */
  public static int status(byte[] block) {
    int at = 0;
    while (at < block.length && (block[at] & 0xe0) == 0x20) {
      at++;
    }
    if (at >= block.length) {
      return 0;
    }
    int first = block[at] & 0xff;
    if (first >= 0x80) {
      int index = (first & 0x7f) - STATUS;
      return index >= 0 && index < STATUSES.length ? STATUSES[index] : 0;
    }
    int name = first >= 0x40 ? first & 0x3f : first & 0x0f;
    boolean plain = name >= STATUS && name < STATUS + STATUSES.length && at + 5 <= block.length;
    return plain && block[at + 1] == 3
        ? Integer.parseInt(new String(block, at + 2, 3, ISO_8859_1))
        : 0;
  }
}
