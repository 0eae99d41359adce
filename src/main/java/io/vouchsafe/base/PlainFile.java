package io.vouchsafe.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Files that settings name, read whole and bounded. What is no regular file is not opened: whoever
 * opens a pipe may wait for its writer for ever, and a device may have no end.
 */
public final class PlainFile {
  private PlainFile() {}

  /**
   * The octets of a file.
   *
   * @param most how many octets it may have
   * @throws IllegalArgumentException naming the file, if there is none, it is a directory, a pipe,
   *     a device or a socket, it is larger, or it cannot be read
   */
  public static byte[] read(Path file, int most) {
    if (Files.isDirectory(file)) {
      throw new IllegalArgumentException("%s is a directory, not a file".formatted(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "%s is no regular file, but a pipe, a device or a socket".formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IllegalArgumentException("%s is larger than %s".formatted(file, size(most)));
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("there is no file %s".formatted(file), e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be read (%s)".formatted(file, e.getClass().getSimpleName()), e);
    }
  }

  /**
   * The same of a file that says whom the service trusts.
   *
   * @throws IllegalArgumentException also if others than the service's user could have written it
   *     ({@link OwnersOnly#checkTrusted})
   */
  public static byte[] readTrusted(Path file, int most) {
    byte[] content = read(file, most);
    OwnersOnly.checkTrusted(file);
    return content;
  }

  private static String size(int octets) {
    return octets < 1 << 20 ? (octets >> 10) + " KiB" : (octets >> 20) + " MiB";
  }
}
