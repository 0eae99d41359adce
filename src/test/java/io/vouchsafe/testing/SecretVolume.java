package io.vouchsafe.testing;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A certificate and its key in files that change as those of a Secret in Kubernetes do: {@code
 * tls.crt} and {@code tls.key} lead through {@code ..data} to a folder, and {@code ..data} is
 * replaced as a whole.
 */
public final class SecretVolume {
  private static final String DATA = "..data";
  private static final String CERTIFICATE = "tls.crt";
  private static final String KEY = "tls.key";

  private final Path folder;
  private int version;

  /** An empty one, in a folder that is there. */
  public SecretVolume(Path folder) {
    this.folder = folder;
  }

  public Path certificate() {
    return folder.resolve(CERTIFICATE);
  }

  public Path key() {
    return folder.resolve(KEY);
  }

  /** From now on the files are those of this certificate. */
  public void hold(ServerCertificate certificate) {
    hold(certificate, certificate);
  }

  /** From now on the files are a certificate and the key of another one. */
  public void hold(ServerCertificate certificate, ServerCertificate ofKey) {
    try {
      Path next = Files.createDirectory(folder.resolve("..version-" + ++version));
      certificate.writeTo(next.resolve(CERTIFICATE));
      ofKey.writeKeyTo(next.resolve(KEY));
      Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), next.getFileName());
      Files.move(link, folder.resolve(DATA), ATOMIC_MOVE, REPLACE_EXISTING);
      for (String name : new String[] {CERTIFICATE, KEY}) {
        if (!Files.isSymbolicLink(folder.resolve(name))) {
          Files.createSymbolicLink(folder.resolve(name), Path.of(DATA, name));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
