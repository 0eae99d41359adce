package io.vouchsafe.audit;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The lines of one write, each with the hash of the one before it. */
final class ChainedLines {
  private final List<byte[]> lines = new ArrayList<>();
  private Chain chain;
  private int size;

  /**
   * @param chain that goes on here
   */
  ChainedLines(Chain chain) {
    this.chain = chain;
  }

  void add(String unended) {
    Chain.Link link = chain.link(unended);
    lines.add(link.line());
    size += link.line().length + 1;
    chain = link.after();
  }

  /** The chain that ends with the last line. */
  Chain chain() {
    return chain;
  }

  int count() {
    return lines.size();
  }

  ByteBuffer octets() {
    ByteBuffer octets = ByteBuffer.allocate(size);
    lines.forEach(line -> octets.put(line).put((byte) '\n'));
    return octets.flip();
  }
}
