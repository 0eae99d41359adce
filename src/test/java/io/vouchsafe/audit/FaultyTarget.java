package io.vouchsafe.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A target in memory that can be full, slow or moved away. */
final class FaultyTarget implements AuditTarget {
  volatile String fault;
  volatile CountDownLatch slow;
  volatile boolean moved;
  final List<String> writes = new CopyOnWriteArrayList<>();

  /** All that was written, by lines. */
  List<String> lines() {
    return writes.stream().flatMap(String::lines).toList();
  }

  @Override
  public String name() {
    return "a target";
  }

  @Override
  public Optional<byte[]> open() throws IOException {
    check();
    moved = false;
    return Optional.empty();
  }

  @Override
  public boolean moved() {
    return moved;
  }

  @Override
  public void append(ByteBuffer lines) throws IOException {
    CountDownLatch until = slow;
    if (until != null) {
      try {
        until.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
    check();
    writes.add(US_ASCII.decode(lines).toString());
  }

  private void check() throws IOException {
    if (fault != null) {
      throw new IOException(fault);
    }
  }

  @Override
  public void close() {}
}
