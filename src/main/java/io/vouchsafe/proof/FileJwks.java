package io.vouchsafe.proof;

import io.vouchsafe.base.PlainFile;
import java.nio.file.Path;
import java.time.Duration;

/** A JWKS on disk, read anew each time, since mounted secrets change without a new file time. */
record FileJwks(Path path) implements JwksSource {

  @Override
  public Fetched fetch() throws JwksFault {
    try {
      return new Fetched(PlainFile.readTrusted(path, MOST_OCTETS), Duration.ZERO);
    } catch (IllegalArgumentException e) {
      throw new JwksFault("the jwks-file cannot be read: " + e.getMessage());
    }
  }
}
