package io.vouchsafe.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The tokens, grants and proofs that the suite made or got, so that its logs can be searched for
 * them: all but those of a JVM that gets more than {@value #MOST}.
 */
public final class IssuedSecrets {
  private static final Path FILE = Path.of("target", "issued-secrets.txt");
  private static final boolean FORGETS = Boolean.getBoolean("testbed.forgets-secrets");
  private static final int MOST = 10_000;
  private static int remembered;

  private IssuedSecrets() {}

  /** Takes note of a secret, unless {@code -Dtestbed.forgets-secrets=true}; the secret. */
  public static synchronized String remember(String secret) {
    if (FORGETS || remembered++ >= MOST) {
      return secret;
    }
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
