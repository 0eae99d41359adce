package io.vouchsafe.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The files that are part of the program. */
public final class Resource {
  private Resource() {}

  /**
   * The octets of a file.
   *
   * @param path begins with a slash
   * @throws IllegalStateException if it is not there, which is a fault of the build
   */
  public static byte[] read(String path) {
    try (InputStream file = Resource.class.getResourceAsStream(path)) {
      if (file == null) {
        throw new IllegalStateException("there is no " + path);
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
