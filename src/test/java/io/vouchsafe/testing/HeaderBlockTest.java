package io.vouchsafe.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The octets of RFC 7541, Appendix C. */
class HeaderBlockTest {
  private static final HexFormat HEX = HexFormat.of();

  @Test
  void numbers() {
    assertEquals("0a", hex(new HeaderBlock().number(0, 5, 10)));
    assertEquals("1f9a0a", hex(new HeaderBlock().number(0, 5, 1337)));
    assertEquals("2a", hex(new HeaderBlock().number(0, 8, 42)));
  }

  @Test
  void fields() {
    assertEquals(
        "400a637573746f6d2d6b65790d637573746f6d2d686561646572",
        hex(new HeaderBlock().remembered("custom-key", "custom-header")));
    assertEquals(
        "040c2f73616d706c652f70617468",
        hex(new HeaderBlock().literal(HeaderBlock.PATH, "/sample/path")));
    assertEquals("82", hex(new HeaderBlock().indexed(HeaderBlock.GET)));
  }

  @Test
  void requestsThatRemember() {
    assertEquals(
        "828684410f7777772e6578616d706c652e636f6d",
        hex(
            new HeaderBlock()
                .indexed(HeaderBlock.GET)
                .indexed(6)
                .indexed(HeaderBlock.PATH)
                .remembered(HeaderBlock.AUTHORITY, "www.example.com")));
    assertEquals(
        "828684be58086e6f2d6361636865",
        hex(
            new HeaderBlock()
                .indexed(HeaderBlock.GET)
                .indexed(6)
                .indexed(HeaderBlock.PATH)
                .indexed(HeaderBlock.NEWEST)
                .remembered(24, "no-cache")));
  }

  @Test
  void statusOfAnAnswer() {
    assertEquals(200, HeaderBlock.status(HEX.parseHex("88")));
    assertEquals(302, HeaderBlock.status(HEX.parseHex("4803333032")));
    assertEquals(401, HeaderBlock.status(HEX.parseHex("200803343031")));
    assertEquals(0, HeaderBlock.status(HEX.parseHex("be")));
    assertEquals(0, HeaderBlock.status(new byte[0]));
  }

  private static String hex(HeaderBlock block) {
    return HEX.formatHex(block.octets());
  }
}
