package io.vouchsafe.agent.file;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A file that is to hold a good token.
 *
 * @param path absolute
 * @param audience whom its token is for; without it, the issuer's default audience
 * @param ttl how long its tokens are to be good; without it, as long as the issuer says
 */
public record TokenFile(
    Path path, Optional<String> audience, Optional<Duration> ttl, FileMode mode) {
  public TokenFile {
    path = path.toAbsolutePath().normalize();
    Objects.requireNonNull(audience, "audience");
    Objects.requireNonNull(ttl, "ttl");
    Objects.requireNonNull(mode, "mode");
  }

  /** A file that its owner alone can read. */
  public static TokenFile of(Path path, String audience, Optional<Duration> ttl) {
    return new TokenFile(path, Optional.of(audience), ttl, FileMode.OWNER);
  }
}
