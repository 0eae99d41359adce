package io.vouchsafe.snapshot;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.WRITE;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.OwnersOnly;
import io.vouchsafe.base.WriteFault;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RingSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The file with the public part of the last good ring of every issuer: read once, at start, and
 * written atomically when keys changed or the reading in it is older than a twenty-fourth of {@code
 * max-published-age}, and when the service ends. What is in it is published and nothing else, so a
 * file that cannot be used, or cannot be written, costs no token. Safe for many threads.
 */
public final class SnapshotFile implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger("io.vouchsafe.keys");

  /** What {@link #MOST_VERSIONS} of the longest keys take, and more. */
  private static final int MOST_OCTETS_OF_RING = 1 << 20;

  /** Versions of one ring's keys; a Vault that lists more has no place in the file. */
  private static final int MOST_VERSIONS = 800;

  private static final int WRITTEN_WITHIN = 24;
  private static final String PART = "writing";

  private final Path file;
  private final Map<RingOrigin, RegionKeys> rings;
  private final Duration rewriteAfter;
  private final ReentrantLock writing = new ReentrantLock();
  private final Set<RingOrigin> leftOut = new HashSet<>();
  private Map<RingOrigin, RingSnapshot> written = Map.of();
  private final Outage outage;

  /**
   * @param maxPublishedAge {@code s}: the oldest reading that is of use
   * @param outage what a failure to write the file is part of
   * @throws IllegalArgumentException if somebody else could have written the file, or its folder is
   *     missing
   */
  public SnapshotFile(
      Path file, Map<RingOrigin, RegionKeys> rings, Duration maxPublishedAge, Outage outage) {
    this.file = resolved(Objects.requireNonNull(file, "file"));
    this.rings = new LinkedHashMap<>(rings);
    this.rewriteAfter = maxPublishedAge.dividedBy(WRITTEN_WITHIN);
    this.outage = Objects.requireNonNull(outage, "outage");
    OwnersOnly.check(this.file);
  }

  /**
   * Checks a file as the constructor does.
   *
   * @throws IllegalArgumentException if somebody else could have written the file, or its folder is
   *     missing
   */
  public static void check(Path file) {
    OwnersOnly.check(resolved(file));
  }

  /** A link in the path is followed once and for all; one in place of the file is not. */
  private static Path resolved(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    try {
      return folder.toRealPath().resolve(file.getFileName());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "there is no folder %s; make it, with mode 0700".formatted(folder), e);
    }
  }

  /** Publishes what the file holds of each issuer; logs what is ignored and why. */
  public void restore() {
    if (!Files.exists(file, NOFOLLOW_LINKS)) {
      LOG.infof("there is no ring snapshot %s yet", file);
      return;
    }
    try (InputStream in = Files.newInputStream(file, NOFOLLOW_LINKS)) {
      int most = MOST_OCTETS_OF_RING * Math.clamp(rings.size(), 1, 1000);
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw new IllegalArgumentException("it is too large");
      }
      restore(RingSnapshots.parse(content));
    } catch (IOException e) {
      ignored("it cannot be read (%s)".formatted(e.getClass().getSimpleName()));
    } catch (IllegalArgumentException e) {
      ignored(e.getMessage());
    }
  }

  private void restore(Map<RingOrigin, RingSnapshot> snapshots) {
    Map<RingOrigin, RingSnapshot> taken = new LinkedHashMap<>();
    rings.forEach(
        (origin, keys) -> {
          try {
            RingSnapshot snapshot =
                Optional.ofNullable(snapshots.get(origin)).orElseThrow(() -> foreign(origin));
            keys.restore(snapshot);
            taken.put(origin, snapshot);
            LOG.infof(
                "issuer %s: publishes the ring snapshot %s, read at %s, until the keys are read",
                origin.issuer(), file, snapshot.readAt());
          } catch (IllegalArgumentException e) {
            ignored("for %s, %s".formatted(origin.issuer(), e.getMessage()));
          }
        });
    written = taken;
  }

  private static IllegalArgumentException foreign(RingOrigin origin) {
    return new IllegalArgumentException(
        "it has no keys %s-* of the mount %s of Vault %s"
            .formatted(origin.keyPrefix(), origin.mount(), origin.vault()));
  }

  private void ignored(String why) {
    LOG.warnf("the ring snapshot %s is ignored: %s", file, why);
  }

  /** Writes the file if it is due. */
  public void check() {
    write(this::due);
  }

  private void write(Predicate<Map<RingOrigin, RingSnapshot>> when) {
    writing.lock();
    try {
      Map<RingOrigin, RingSnapshot> now = current();
      if (!now.isEmpty() && when.test(now)) {
        replace(RingSnapshots.format(now));
        written = now;
        outage.worked(PART);
      }
    } catch (IOException e) {
      failed(WriteFault.of(e));
    } finally {
      writing.unlock();
    }
  }

  private Map<RingOrigin, RingSnapshot> current() {
    Map<RingOrigin, RingSnapshot> snapshots = new LinkedHashMap<>();
    rings.forEach(
        (origin, keys) -> {
          if (keys.publishable()) {
            RingSnapshot snapshot = new RingSnapshot(keys.publishedRing());
            if (fits(origin, snapshot)) {
              snapshots.put(origin, snapshot);
            }
          }
        });
    return snapshots;
  }

  /** One region's Vault must not take from the others what the file is for. */
  private boolean fits(RingOrigin origin, RingSnapshot snapshot) {
    int versions =
        snapshot.ring().keys().values().stream().mapToInt(key -> key.versions().size()).sum();
    if (versions <= MOST_VERSIONS) {
      leftOut.remove(origin);
      return true;
    }
    if (leftOut.add(origin)) {
      LOG.warnf(
          "the ring snapshot %s is written without the keys %s-* of Vault %s: it lists %d versions of them, and %d have room; retire what is old, or take the Vault for stolen",
          file, origin.keyPrefix(), origin.vault(), versions, MOST_VERSIONS);
    }
    return false;
  }

  private boolean due(Map<RingOrigin, RingSnapshot> now) {
    return !now.keySet().equals(written.keySet())
        || now.entrySet().stream()
            .anyMatch(entry -> due(written.get(entry.getKey()), entry.getValue()));
  }

  private boolean due(RingSnapshot before, RingSnapshot now) {
    return !now.sameKeys(before) || !now.readAt().isBefore(before.readAt().plus(rewriteAfter));
  }

  private void replace(byte[] content) throws IOException {
    Path folder = file.getParent();
    Path next =
        Files.createTempFile(
            folder,
            "." + file.getFileName(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(next, WRITE)) {
        ByteBuffer left = ByteBuffer.wrap(content);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(true);
      }
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      throw e;
    }
    try (FileChannel entries = FileChannel.open(folder)) {
      entries.force(true);
    }
  }

  private void failed(String reason) {
    outage.failed(PART, "%s cannot be written, and gets older: %s".formatted(file, reason));
  }

  /** Writes what is newer than the file, so that a pause of up to {@code s} is bridged. */
  @Override
  public void close() {
    write(now -> !now.equals(written));
  }
}
