package io.vouchsafe.agent.file;

import static java.util.stream.Collectors.joining;

import io.vouchsafe.agent.Fault;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Who may read a file with a secret: its owner, or its group too; never everybody. */
public enum FileMode {
  /** What a file has that nothing is said of. */
  OWNER("0600", "rw-------"),
  OWNER_READS("0400", "r--------"),
  GROUP("0640", "rw-r-----"),
  GROUP_READS("0440", "r--r-----");

  private final String octal;
  private final String rights;

  FileMode(String octal, String rights) {
    this.octal = octal;
    this.rights = rights;
  }

  /**
   * Reads a mode, in octal.
   *
   * @param name of the option or member, for the message
   * @throws Fault if it is none of these
   */
  public static FileMode parse(String name, String text) throws Fault {
    for (FileMode mode : values()) {
      if (mode.octal.equals(text)) {
        return mode;
      }
    }
    throw Fault.misused(
        "%s is one of %s, not '%s'"
            .formatted(
                name,
                Arrays.stream(values()).map(mode -> mode.octal).collect(joining(", ")),
                text));
  }

  Set<PosixFilePermission> permissions() {
    return PosixFilePermissions.fromString(rights);
  }

  /** What a folder needs in which such a file can be read. */
  Set<PosixFilePermission> folderPermissions() {
    return PosixFilePermissions.fromString(
        permissions().contains(PosixFilePermission.GROUP_READ) ? "rwxr-x---" : "rwx------");
  }

  @Override
  public String toString() {
    return octal;
  }
}
