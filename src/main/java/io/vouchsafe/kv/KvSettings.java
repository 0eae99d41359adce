package io.vouchsafe.kv;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The mount of Vault's KV engine in which revoked grants are kept, and the bound of reading them.
 *
 * @param mount the path of a KV engine of version 1, without slashes at its ends
 * @param timeout the longest that listing all names may take; 50 ms to 60 s
 */
public record KvSettings(String mount, Duration timeout) {
  private static final Pattern MOUNT =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");
  private static final Set<String> VAULTS_OWN =
      Set.of("audit", "auth", "cubbyhole", "identity", "sys");
  private static final String INSTEAD =
      "make a KV engine of version 1 with vault/setup --revocation-mount revoked, and set it to"
          + " revoked";
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /**
   * @throws IllegalArgumentException if no KV engine can have such a mount, or the timeout is out
   *     of bounds
   */
  public KvSettings {
    Objects.requireNonNull(mount, "mount");
    if (!MOUNT.matcher(mount).matches()) {
      throw new IllegalArgumentException("mount must be a path such as revoked, not " + mount);
    }
    if (VAULTS_OWN.contains(mount.split("/", 2)[0])) {
      throw new IllegalArgumentException(
          "mount must not be %s, which is Vault's own and keeps nothing for other instances: %s"
              .formatted(mount, INSTEAD));
    }
    if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("timeout must be between 50 ms and 60 s");
    }
  }

  /**
   * Checks that it is not where the Transit engine is, below which Vault mounts nothing.
   *
   * @return this
   * @throws IllegalArgumentException if it is
   */
  public KvSettings apartFrom(String transit) {
    if ((mount + "/").startsWith(transit + "/")) {
      throw new IllegalArgumentException(
          "mount must not be %s, since vouchsafe.transit.mount is %s: %s"
              .formatted(mount, transit, INSTEAD));
    }
    return this;
  }

  /**
   * Checks the timeout against the times between readings: what was read is as old as reading it
   * took, and the next list comes {@code refresh} and the timeout later.
   *
   * @param refresh how often the list is read
   * @param oldest the age from which on a list checks no grant
   * @return this
   * @throws IllegalArgumentException if lists that take the whole timeout would be too old at times
   */
  public KvSettings within(Duration refresh, Duration oldest) {
    Duration most = oldest.minus(refresh).dividedBy(2);
    if (timeout.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "timeout (%s) must be at most %s, half of vouchsafe.keys.max-ring-age - vouchsafe.keys.refresh (%s - %s), or grants are refused whenever the list takes that long"
              .formatted(text(timeout), text(most), text(oldest), text(refresh)));
    }
    return this;
  }

  private static String text(Duration duration) {
    return duration.toString().replaceFirst("PT", "").toLowerCase(Locale.ROOT);
  }

  /** Where the entries of one issuer are, relative to {@code /v1}. */
  String folder(String keyPrefix) {
    return mount + "/" + keyPrefix;
  }
}
