package io.vouchsafe.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.base.PlainFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A secret that a file holds, read again each time: kubelets and agents replace it. At most 64 KiB;
 * white space around it is no part of it.
 */
record SecretFile(Path file) implements Secret {
  private static final int MOST_OCTETS = 64 << 10;

  @Override
  public String reveal(VaultHttp vault, Deadline deadline) {
    try {
      return new String(PlainFile.read(file, MOST_OCTETS), UTF_8).strip();
    } catch (IllegalArgumentException e) {
      throw new VaultFailure(
          VaultFailure.Kind.LOGIN_REFUSED, "the file to log in with: " + e.getMessage());
    }
  }

  /** Its time, size and place: a replaced file differs in one of them. */
  @Override
  public String state() {
    try {
      BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
      return "%s %d %s".formatted(facts.lastModifiedTime(), facts.size(), facts.fileKey());
    } catch (IOException e) {
      return "";
    }
  }
}
