package io.vouchsafe.base;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.NamedPipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that say whom the service trusts, their folders and links, and what is no file at all. */
class OwnersOnlyTest {
  private static final int MOST = 1 << 10;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    file = Files.writeString(trust.resolve("ca"), "x");
    mode(trust, 0755);
    mode(file, 0644);
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
  }

  private static void isRefused(Path path, String... words) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> OwnersOnly.checkTrusted(path))
            .getMessage();
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0664, 0646, 0666})
  void whatOthersMayWriteIsRefused(int mode) throws IOException {
    assertDoesNotThrow(() -> OwnersOnly.checkTrusted(file));
    mode(file, mode);
    isRefused(file, "may write " + file, "chmod go-w");
  }

  @Test
  void everyFolderOnTheWayCounts() throws IOException {
    mode(folder, 0777);
    isRefused(file, "may replace files in " + folder, "decides whom the service trusts");
    mode(folder, 01777);
    OwnersOnly.checkTrusted(file);
    mode(file.getParent(), 0775);
    isRefused(file, "may replace files in " + file.getParent());
  }

  @Test
  void linksAreFollowedAndWhatTheyLeadOverCounts() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    mode(open, 0755);
    Path link = Files.createSymbolicLink(open.resolve("link"), file);
    OwnersOnly.checkTrusted(link);
    mode(open, 0777);
    isRefused(link, "may replace files in " + open);
    mode(open, 0755);
    mode(file.getParent(), 0777);
    isRefused(link, "may replace files in " + file.getParent());
  }

  /** As a kubelet lays a volume out, with and without fsGroup. */
  @ParameterizedTest
  @ValueSource(ints = {01777, 03777})
  void aVolumeOfKubernetesPasses(int mode) throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Path data = Files.createDirectory(volume.resolve("..2026_11_26_13_00_00.1"));
    mode(Files.writeString(data.resolve("ca.crt"), "x"), 0640);
    Files.createSymbolicLink(volume.resolve("..data"), data.getFileName());
    Path mounted = Files.createSymbolicLink(volume.resolve("ca.crt"), Path.of("..data/ca.crt"));
    mode(data, 02755);
    mode(volume, mode);

    OwnersOnly.checkTrusted(mounted);
    mode(data, 02775);
    isRefused(mounted, "may replace files in " + data);
  }

  @Test
  void aFolderIsCheckedWithWhatIsInIt() throws IOException {
    OwnersOnly.checkTrusted(file.getParent());
    mode(file, 0666);
    isRefused(file.getParent(), "may write " + file);
  }

  @Test
  void linksInACircleAreRefused() throws IOException {
    Path one = folder.resolve("one");
    Files.createSymbolicLink(one, folder.resolve("two"));
    Files.createSymbolicLink(folder.resolve("two"), one);
    isRefused(one, "too many links");
  }

  @Test
  void aFileOfAnotherUserIsRefused() throws IOException {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    Files.setAttribute(file, "unix:uid", 4711);
    isRefused(file, file + " belongs to user 4711");
  }

  private static void isUnreadable(Path path, String words) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> PlainFile.read(path, MOST)).getMessage();
    assertTrue(said.contains(words), said);
  }

  @Test
  void onlyARegularFileOfABoundedSizeIsRead() throws Exception {
    assertArrayEquals(new byte[] {'x'}, PlainFile.read(file, MOST));
    Files.write(file, new byte[MOST]);
    assertTrue(PlainFile.read(file, MOST).length == MOST);
    Files.write(file, new byte[MOST + 1]);
    isUnreadable(file, file + " is larger than 1 KiB");
    isUnreadable(folder, folder + " is a directory");
    isUnreadable(folder.resolve("none"), "there is no file " + folder.resolve("none"));
    isUnreadable(Path.of("/dev/zero"), "/dev/zero is no regular file");
    Path pipe = folder.resolve("pipe");
    NamedPipe.make(pipe);
    isUnreadable(pipe, pipe + " is no regular file");
  }
}
