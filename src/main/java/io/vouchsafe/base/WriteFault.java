package io.vouchsafe.base;

import java.nio.file.FileSystemException;

/** What a failure of a file says, in the system's words. */
public final class WriteFault {
  private WriteFault() {}

  public static String of(Throwable failure) {
    if (failure instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason();
    }
    String message = failure.getMessage();
    return message == null || failure instanceof FileSystemException
        ? failure.getClass().getSimpleName()
        : message;
  }
}
