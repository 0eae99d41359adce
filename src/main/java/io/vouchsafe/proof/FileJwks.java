package io.vouchsafe.proof;

import io.vouchsafe.base.PlainFile;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A JWKS on disk, read anew each time, since mounted secrets change without a new file time.
 *
 * @param setting that names it
 */
record FileJwks(Path path, String setting) implements JwksSource {

  @Override
  public Fetched fetch() throws JwksFault {
    try {
      return new Fetched(PlainFile.readTrusted(path, MOST_OCTETS), Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new JwksFault("%s cannot be read: %s".formatted(setting, e.getMessage()));
    }
  }

  @Override
  public JwksFault unusable(JwksFault fault) {
    return new JwksFault("%s (%s): %s".formatted(setting, path, fault.getMessage()));
  }
}
