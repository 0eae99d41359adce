package io.vouchsafe.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Where lines go. For one thread. */
interface AuditTarget {
  /** For the operator: the file's path, or what else it is. */
  String name();

  /**
   * Opens it, or opens it anew.
   *
   * @return its last line, where it has one and can be read
   */
  Optional<byte[]> open() throws IOException;

  /** Whether lines would no longer go where they should: it has to be opened anew. */
  boolean moved();

  /**
   * Writes lines, each with its end, at once: all of them, or none where what is written can be
   * taken back.
   *
   * @throws IOException if not all of them were written
   */
  void append(ByteBuffer lines) throws IOException;

  /** Closes it; does nothing if it is not open. */
  void close();
}
