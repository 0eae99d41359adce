package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Every token, grant and proof that the suite made or got, so that its logs can be searched for
 * them.
 */
public final class IssuedSecrets {
  private static final Path FILE = Path.of("target", "issued-secrets.txt");

  private IssuedSecrets() {}

  /** Takes note of a secret; the secret. */
  public static synchronized String remember(String secret) {
    try {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, secret + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return secret;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static List<String> all() {
    try {
      return Files.readAllLines(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
