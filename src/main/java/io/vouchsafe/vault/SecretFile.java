package io.vouchsafe.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vouchsafe.base.Deadline;
import java.io.IOException;
import java.io.InputStream;
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
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw unusable("is no regular file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_OCTETS + 1);
      if (content.length > MOST_OCTETS) {
        throw unusable("is larger than 64 KiB");
      }
      return new String(content, UTF_8).strip();
    } catch (IOException e) {
      throw unusable("cannot be read (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  VaultFailure unusable(String why) {
    return new VaultFailure(
        VaultFailure.Kind.LOGIN_REFUSED, "the file %s to log in with %s".formatted(file, why));
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
