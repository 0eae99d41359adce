package io.vouchsafe.http.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Who is at the other end of a connection: its address, or what a proxy of ours says of it. Proxies
 * are believed by their own address only; what a stranger writes into these headers counts for
 * nothing. IPv6 addresses count by their first 64 bits, since a host has all of the others.
 */
public final class Peers {
  private static final int IPV6_NETWORK = 8;

  private final List<AddressRange> proxies;

  /**
   * @param proxies whose headers are believed
   */
  public Peers(List<AddressRange> proxies) {
    this.proxies = List.copyOf(proxies);
  }

  /** Whether it is one of our proxies. */
  public boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * The peer. Going back from the connection, it is the first address that is not a proxy's. Where
   * {@code Forwarded} and {@code X-Forwarded-For} both came and do not agree, and where one of them
   * cannot be read, it is the proxy itself: a proxy writes one of them, so the other is a
   * stranger's.
   *
   * @param connection the address at the other end of the connection
   * @param forwarded the values of the {@code Forwarded} headers (RFC 7239, 4)
   * @param forwardedFor the values of the {@code X-Forwarded-For} headers
   */
  public String of(InetAddress connection, List<String> forwarded, List<String> forwardedFor) {
    if (!isProxy(connection) || forwarded.isEmpty() && forwardedFor.isEmpty()) {
      return name(connection);
    }
    Optional<InetAddress> first = first(hops(forwarded, Peers::forwardedHop));
    Optional<InetAddress> second = first(hops(forwardedFor, hop -> address(hop.strip())));
    boolean agreed = forwarded.isEmpty() || forwardedFor.isEmpty() || first.equals(second);
    return name(agreed ? first.or(() -> second).orElse(connection) : connection);
  }

  /** The peer's name: its address, or its network. */
  public static String name(InetAddress address) {
    if (address instanceof Inet6Address) {
      byte[] network = Arrays.copyOf(address.getAddress(), IPV6_NETWORK);
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < network.length; i += 2) {
        name.append("%x:".formatted((network[i] & 0xff) << Byte.SIZE | network[i + 1] & 0xff));
      }
      return name.append(":/64").toString();
    }
    return address.getHostAddress();
  }

  private interface HopReader {
    Optional<InetAddress> read(String hop);
  }

  private static List<Optional<InetAddress>> hops(List<String> lines, HopReader reader) {
    List<Optional<InetAddress>> hops = new ArrayList<>();
    for (String line : lines) {
      for (String hop : line.split(",", -1)) {
        hops.add(reader.read(hop));
      }
    }
    return hops;
  }

  /** The last one that is not a proxy's; empty if one after it cannot be read. */
  private Optional<InetAddress> first(List<Optional<InetAddress>> hops) {
    for (Optional<InetAddress> hop : hops.reversed()) {
      if (hop.isEmpty() || !isProxy(hop.get())) {
        return hop;
      }
    }
    return Optional.empty();
  }

  private static Optional<InetAddress> forwardedHop(String element) {
    return Arrays.stream(element.split(";"))
        .map(String::strip)
        .filter(pair -> pair.regionMatches(true, 0, "for=", 0, 4))
        .findFirst()
        .flatMap(pair -> address(unquoted(pair.substring(4))));
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** An address, with or without a port; an IPv6 address may be in brackets. */
  private static Optional<InetAddress> address(String node) {
    String literal = node;
    if (node.startsWith("[")) {
      literal = node.substring(1, Math.max(1, node.indexOf(']')));
    } else if (node.indexOf(':') == node.lastIndexOf(':') && node.indexOf(':') > 0) {
      literal = node.substring(0, node.indexOf(':'));
    }
    try {
      return Optional.of(InetAddress.ofLiteral(literal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
