package io.vouchsafe.proof;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A JWKS on disk, read anew each time, since mounted secrets change without a new file time. */
record FileJwks(Path path) implements JwksSource {

  @Override
  public Fetched fetch() throws JwksFault {
    try (InputStream file = Files.newInputStream(path)) {
      byte[] jwks = file.readNBytes(MOST_OCTETS + 1);
      if (jwks.length > MOST_OCTETS) {
        throw new JwksFault("the jwks-file is larger than 1 MiB");
      }
      return new Fetched(jwks, Duration.ZERO);
    } catch (IOException e) {
      throw new JwksFault(
          "the jwks-file cannot be read (%s)".formatted(e.getClass().getSimpleName()));
    }
  }
}
