package io.vouchsafe.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchsafe.base.Sha256;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The hash of the last line: lower-case hexadecimal SHA-256 (FIPS 180-4) of its octets, without the
 * line feed. Each record has that of the line before it as its last member, {@code prev}.
 */
record Chain(String last) {
  /** Where nothing came before. */
  static final Chain NOTHING = new Chain("0".repeat(64));

  /** A line and the chain that ends with it. */
  record Link(byte[] line, Chain after) {}

  Chain {
    Objects.requireNonNull(last, "last");
  }

  /** The chain that ends with this line. */
  static Chain endingWith(byte[] line) {
    return new Chain(HexFormat.of().formatHex(Sha256.of(line)));
  }

  /**
   * @param unended a record without its last member and its end
   */
  Link link(String unended) {
    byte[] line = (unended + ",\"prev\":\"" + last + "\"}").getBytes(US_ASCII);
    return new Link(line, endingWith(line));
  }
}
