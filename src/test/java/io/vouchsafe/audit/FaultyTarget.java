package io.vouchsafe.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A target in memory that can be full, slow, moved away or broken. */
final class FaultyTarget implements AuditTarget {
  volatile String fault;

  /** What each call of it ends with. */
  volatile Error error;

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
    checkError();
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

  private void checkError() {
    if (error != null) {
      throw error;
    }
  }

  private void check() throws IOException {
    checkError();
    if (fault != null) {
      throw new IOException(fault);
    }
  }

  @Override
  public void close() {
    checkError();
  }
}
