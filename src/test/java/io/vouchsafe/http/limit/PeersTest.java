package io.vouchsafe.http.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeersTest {
  private final Peers peers =
      new Peers(
          Stream.of("10.0.0.0/8", "192.0.2.1", "2001:db8::/33").map(AddressRange::parse).toList());

  private String peer(String connection, List<String> forwarded, List<String> forwardedFor) {
    return peers.of(InetAddress.ofLiteral(connection), forwarded, forwardedFor);
  }

  @Test
  void aStrangersHeadersCountForNothing() {
    assertEquals(
        "198.51.100.1", peer("198.51.100.1", List.of("for=203.0.113.9"), List.of("203.0.113.9")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9|203.0.113.9",
        "6.6.6.6, 203.0.113.9|203.0.113.9",
        "203.0.113.9, 10.1.2.3|203.0.113.9",
        "203.0.113.9, nonsense|10.0.0.1",
        "nonsense, 203.0.113.9, 10.1.2.3|203.0.113.9",
        "10.1.1.1, 10.1.2.3|10.0.0.1",
        "203.0.113.9:4711|203.0.113.9",
        "2001:db8:8000:1:2:3:4:5|2001:db8:8000:1::/64",
        "[2001:db8:8000:1:2:3:4:5]:443|2001:db8:8000:1::/64",
        "''|10.0.0.1",
        "example.com|10.0.0.1",
      })
  void itIsTheLastAddressThatIsNotAProxys(String forwardedFor, String peer) {
    assertEquals(peer, peer("10.0.0.1", List.of(), List.of(forwardedFor)));
  }

  @Test
  void severalLinesAreOneList() {
    assertEquals("203.0.113.9", peer("10.0.0.1", List.of(), List.of("6.6.6.6", "203.0.113.9")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "for=203.0.113.9",
        "For=\"203.0.113.9:4711\";proto=https;by=10.0.0.1",
        "for=6.6.6.6, proto=http; for=203.0.113.9, for=10.9.9.9",
      })
  void forwardedIsReadTheSameWay(String forwarded) {
    assertEquals("203.0.113.9", peer("10.0.0.1", List.of(forwarded), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"for=_hidden", "for=unknown", "by=203.0.113.9", "for="})
  void anOnlyHopThatIsNoAddressIsTheProxyItself(String forwarded) {
    assertEquals("10.0.0.1", peer("10.0.0.1", List.of(forwarded), List.of()));
  }

  @Test
  void whatAProxyDidNotWriteIsAStrangers() {
    assertEquals("10.0.0.1", peer("10.0.0.1", List.of("for=6.6.6.6"), List.of("203.0.113.9")));
    assertEquals(
        "203.0.113.9", peer("10.0.0.1", List.of("for=203.0.113.9"), List.of("203.0.113.9")));
  }

  @Test
  void aHostOfIpv6IsItsNetwork() {
    assertEquals(
        peer("2001:db8:8000:1::1", List.of(), List.of()),
        peer("2001:db8:8000:1:ffff::2", List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.0.1,true",
    "10.0.0.0/8,11.0.0.0,false",
    "10.0.0.0/9,10.128.0.0,false",
    "192.0.2.1,192.0.2.1,true",
    "192.0.2.1,192.0.2.2,false",
    "0.0.0.0/0,8.8.8.8,true",
    "0.0.0.0/0,::1,false",
    "::/0,::1,true",
    "2001:db8::/33,2001:db8:7fff::1,true",
    "2001:db8::/33,2001:db8:8000::1,false",
  })
  void aBlockHasTheAddressesOfItsPrefix(String range, String address, boolean contained) {
    assertEquals(contained, AddressRange.parse(range).contains(InetAddress.ofLiteral(address)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "example.com", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129"})
  void whatIsNoBlockIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> AddressRange.parse(text));
  }
}
