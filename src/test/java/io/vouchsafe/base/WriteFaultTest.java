package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class WriteFaultTest {
  @Test
  void theSystemsWordsAreTakenWhereThereAreAny() {
    assertEquals(
        "Read-only file system",
        WriteFault.of(new FileSystemException("/a", null, "Read-only file system")));
    assertEquals(
        "No space left on device", WriteFault.of(new IOException("No space left on device")));
    assertEquals("Java heap space", WriteFault.of(new OutOfMemoryError("Java heap space")));
  }

  /** The message of the file system's exceptions is a path and no reason. */
  @Test
  void elseTheKindOfTheFailureIsNamed() {
    assertEquals("AccessDeniedException", WriteFault.of(new AccessDeniedException("/a")));
    assertEquals("IOException", WriteFault.of(new IOException()));
  }
}
