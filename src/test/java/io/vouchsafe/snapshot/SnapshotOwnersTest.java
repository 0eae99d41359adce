package io.vouchsafe.snapshot;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may write the file or replace it decides whether the service starts. */
class SnapshotOwnersTest extends SnapshotFixture {
  private void isRefused(String... words) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> snapshot(ORIGIN, keys())).getMessage();
    for (String word : words) {
      assertTrue(said.contains(word), said);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-rw----", "rw-r--rw-", "rw-rw-rw-"})
  void aFileThatOthersMayWriteIsRefused(String mode) throws IOException {
    write();
    mode(file, mode);
    isRefused(file.getFileName().toString(), "forges tokens", "chmod 600");
    mode(file, "rw-r--r--");
    assertTrue(restores(ORIGIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxrwx---", "rwx---rwx", "rwxrwxrwx"})
  void aFolderInWhichOthersMayReplaceFilesIsRefused(String mode) throws IOException {
    mode(folder, mode);
    isRefused("may replace files", "chmod go-w");
    Files.setAttribute(folder, "unix:mode", 01777);
    write();
    assertTrue(restores(ORIGIN));
  }

  @Test
  void aFolderThatIsMissingIsRefused() {
    file = folder.resolve("missing").resolve("ring.json");
    isRefused("there is no folder", "0700");
  }

  @Test
  void aLinkInPlaceOfTheFileIsRefusedAndOneBeforeItFollowed() throws IOException {
    write();
    Path file = this.file;
    Path real = Files.createDirectory(folder.resolve("real"));
    mode(real, "rwxrwx---");
    this.file = Files.createSymbolicLink(folder.resolve("link.json"), file);
    isRefused("no plain file");
    this.file = Files.createSymbolicLink(folder.resolve("link"), real).resolve("ring.json");
    isRefused(real.getFileName().toString(), "may replace files");
    mode(real, "rwx------");
    write();
    assertTrue(Files.isRegularFile(real.resolve("ring.json")));
  }

  @Test
  void aFileOrFolderOfAnotherUserIsRefused() throws IOException {
    write();
    try {
      Files.setAttribute(file, "unix:uid", 12_345);
    } catch (IOException notRoot) {
      assumeTrue(false, "only root gives files away");
    }
    isRefused("belongs to user 12345", "forges tokens");
    Files.delete(file);
    Files.setAttribute(folder, "unix:uid", 12_345);
    isRefused("belongs to user 12345", "forges tokens");
  }
}
