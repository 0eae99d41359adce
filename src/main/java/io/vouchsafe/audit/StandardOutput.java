package io.vouchsafe.audit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;

/** The standard output of the process. What was written in part cannot be taken back. */
final class StandardOutput implements AuditTarget {
  private final OutputStream out;
  private boolean lineMayBeCut;

  /** That of this process. */
  StandardOutput() {
    this(new FileOutputStream(FileDescriptor.out));
  }

  StandardOutput(OutputStream out) {
    this.out = Objects.requireNonNull(out, "out");
  }

  @Override
  public String name() {
    return "standard output";
  }

  @Override
  public Optional<byte[]> open() {
    return Optional.empty();
  }

  @Override
  public boolean moved() {
    return false;
  }

  @Override
  public void append(ByteBuffer lines) throws IOException {
    byte[] octets = new byte[lines.remaining() + (lineMayBeCut ? 1 : 0)];
    octets[0] = '\n';
    lines.get(octets, octets.length - lines.remaining(), lines.remaining());
    lineMayBeCut = true;
    out.write(octets);
    out.flush();
    lineMayBeCut = false;
  }

  @Override
  public void close() {
    // The process has it to its end.
  }
}
