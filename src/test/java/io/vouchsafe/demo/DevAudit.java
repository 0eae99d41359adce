package io.vouchsafe.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/** Where the service that {@code dev/up} and {@code dev/demo} start writes its audit. */
final class DevAudit {
  private static final String SETTING = "vouchsafe.audit.file";

  private DevAudit() {}

  /**
   * Moves the file of an earlier run to a name that ends in {@code .1}, in the place of what is
   * there, since it is of another Vault.
   */
  static void beginAnew(Path file) {
    try {
      if (Files.exists(file)) {
        Path before = file.resolveSibling(file.getFileName() + ".1");
        Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where the audit goes, for people.
   *
   * @param own settings of the user's own, which win
   * @param folder in which the service is started
   * @param otherwise the file that it has without them
   */
  static String inForce(Optional<Path> own, Path folder, Path otherwise) {
    Properties settings = new Properties();
    if (own.isPresent()) {
      try (Reader text = Files.newBufferedReader(own.get())) {
        settings.load(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    String file = settings.getProperty(SETTING, otherwise.toString()).strip();
    return file.isEmpty() ? "in the service's log, which is above" : said(folder, file);
  }

  private static String said(Path folder, String file) {
    return file.startsWith("${") ? file : folder.resolve(file).toString();
  }
}
