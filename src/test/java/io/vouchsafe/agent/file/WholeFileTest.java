package io.vouchsafe.agent.file;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that readers find whole, and where none is put. */
class WholeFileTest {
  @TempDir Path folder;

  private static void assertRefused(Path target, String reason) {
    Fault fault = assertThrows(Fault.class, () -> WholeFile.replace(target, "a", FileMode.OWNER));
    assertEquals(ExitCode.FILE, fault.code());
    assertTrue(fault.getMessage().contains(reason), fault.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"0600, rw-------", "0400, r--------", "0640, rw-r-----", "0440, r--r-----"})
  void givesTheModeThatIsSaid(String mode, String rights) throws IOException, Fault {
    Path target = folder.resolve("token");

    WholeFile.replace(target, "first", FileMode.parse("mode", mode));
    WholeFile.replace(target, "second", FileMode.parse("mode", mode));

    assertEquals("second", Files.readString(target));
    assertEquals(fromString(rights), Files.getPosixFilePermissions(target));
  }

  @Test
  void isNeverReadableByAll() {
    assertEquals(
        "--mode is one of 0600, 0400, 0640, 0440, not '0644'",
        assertThrows(Fault.class, () -> FileMode.parse("--mode", "0644")).getMessage());
  }

  @Test
  void refusesAFolderThatIsMissing() {
    assertRefused(folder.resolve("away/token"), "there is no folder " + folder.resolve("away"));
  }

  @Test
  void refusesAFolderThatOthersMayWrite() throws IOException {
    for (String rights : new String[] {"rwxrwxrwx", "rwxrwx---", "rwx----w-"}) {
      Path open = folder.resolve(rights);
      Files.createDirectory(open);
      Files.setPosixFilePermissions(open, fromString(rights));

      assertRefused(open.resolve("token"), "chmod go-w " + open);
      assertEquals(0, open.toFile().list().length);
    }
  }

  @Test
  void takesAFolderOfManyWhereNobodyRemovesWhatIsAnothers() throws IOException, Fault {
    Path shared = folder.resolve("shared");
    Files.createDirectory(shared);
    Files.setAttribute(shared, "unix:mode", 01777);

    WholeFile.replace(shared.resolve("token"), "a", FileMode.OWNER);

    assertEquals("a", Files.readString(shared.resolve("token")));
  }

  @Test
  void refusesADirectory() throws IOException {
    Path target = Files.createDirectory(folder.resolve("token"));

    assertRefused(target, "is a directory");
    assertEquals(0, target.toFile().list().length);
  }

  @Test
  void replacesALinkAndNotWhatItLeadsTo() throws IOException, Fault {
    Path other = Files.writeString(folder.resolve("other"), "other");
    Path target = Files.createSymbolicLink(folder.resolve("token"), other);

    WholeFile.replace(target, "a", FileMode.OWNER);

    assertEquals("other", Files.readString(other));
    assertTrue(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS));
    assertEquals("a", Files.readString(target));
  }

  @Test
  void leavesWhatIsThereWhereItFails() throws IOException, Fault {
    Path target = folder.resolve("x".repeat(250));
    Files.writeString(target, "before");

    assertRefused(target, "what was there stays");

    assertEquals("before", Files.readString(target));
    assertEquals(1, folder.toFile().list().length);
  }

  @Test
  void saysNothingOfWhatWasNotThere() {
    Path target = Path.of("/proc/vouchsafe-token");
    assumeTrue(Files.isDirectory(target.getParent()));

    Fault fault = assertThrows(Fault.class, () -> WholeFile.replace(target, "a", FileMode.OWNER));

    assertFalse(fault.getMessage().contains("what was there"), fault::getMessage);
    assertFalse(fault.getMessage().contains("Exception"), fault::getMessage);
  }

  @Test
  void removesWhatKilledWritersLeft() throws IOException {
    Path target = folder.resolve("token");
    Path left = leftover("token");
    Path other = leftover("token.b");
    Path foreign = Files.writeString(folder.resolve(".token.mine"), "x");

    WholeFile.removeLeftovers(target);

    assertFalse(Files.exists(left));
    assertTrue(Files.exists(other));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void removesNothingThatIsWrittenNow() throws IOException {
    Path left = leftover("token");

    try (FileChannel channel = FileChannel.open(left, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      WholeFile.removeLeftovers(folder.resolve("token"));
      assertTrue(lock.isValid());
    }

    assertTrue(Files.exists(left));
  }

  private Path leftover(String name) throws IOException {
    return Files.createFile(
        folder.resolve(".%s.0123456789abcdef.vouchsafe-new".formatted(name)),
        asFileAttribute(fromString("rw-------")));
  }

  @ParameterizedTest
  @CsvSource({"0600, rwx------", "0640, rwxr-x---"})
  void makesAFolderThatIsMissingButNotTheOneAroundIt(String mode, String rights)
      throws IOException, Fault {
    FileMode parsed = FileMode.parse("mode", mode);
    WholeFile.makeFolder(folder.resolve("made/token"), parsed);
    WholeFile.makeFolder(folder.resolve("made/token"), parsed);

    assertEquals(fromString(rights), Files.getPosixFilePermissions(folder.resolve("made")));
    Fault fault =
        assertThrows(Fault.class, () -> WholeFile.makeFolder(folder.resolve("a/b/token"), parsed));
    assertEquals(
        "the folder %s/a/b cannot be made: there is no folder %s/a; make that first"
            .formatted(folder, folder),
        fault.getMessage());
  }
}
