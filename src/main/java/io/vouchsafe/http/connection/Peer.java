package io.vouchsafe.http.connection;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Who counts as one peer: an IPv4 address, or the /64 of an IPv6 address, since one host has all of
 * it (RFC 4291, 2.5.4).
 *
 * @param six whether it is of IPv6
 * @param network the address, or its first 64 bits
 */
record Peer(boolean six, long network) {
  static Peer of(InetAddress address) {
    ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
    return address instanceof Inet4Address
        ? new Peer(false, octets.getInt())
        : new Peer(true, octets.getLong());
  }
}
