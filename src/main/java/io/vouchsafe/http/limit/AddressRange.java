package io.vouchsafe.http.limit;

import java.net.InetAddress;

/**
 * The addresses of a CIDR block (RFC 4632, 3.1; RFC 4291, 2.3), such as {@code 10.0.0.0/8}, or a
 * single one. IPv4 addresses in IPv6 form (RFC 4291, 2.5.5.2) count as IPv4.
 */
public record AddressRange(InetAddress network, int prefix) {

  /**
   * Reads a block or an address; names are not looked up.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static AddressRange parse(String text) {
    String[] parts = text.strip().split("/", 2);
    InetAddress network;
    try {
      network = InetAddress.ofLiteral(parts[0]);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be addresses or blocks of addresses such as 10.0.0.0/8, not '%s'".formatted(text),
          e);
    }
    int bits = network.getAddress().length * Byte.SIZE;
    int prefix = parts.length == 1 ? bits : prefix(parts[1], bits, text);
    return new AddressRange(network, prefix);
  }

  private static int prefix(String digits, int bits, String text) {
    if (digits.matches("[0-9]{1,3}") && Integer.parseInt(digits) <= bits) {
      return Integer.parseInt(digits);
    }
    throw new IllegalArgumentException(
        "has a block whose prefix is not 0 to %d: '%s'".formatted(bits, text));
  }

  /** Whether the address is one of them. */
  public boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit += Byte.SIZE) {
      int mask = 0xff00 >> Math.min(Byte.SIZE, prefix - bit) & 0xff;
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
