package io.vouchsafe.config;

import io.vouchsafe.base.PemFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the file of a setting has to be. */
enum FileKind {
  /** Certificates in PEM, one at least. */
  CERTIFICATES("cert", "certs", "certificate.files", "trust-store-files", "ca-file", "ca-cert"),
  /** A private key in PEM. */
  PRIVATE_KEY("key", "key-files"),
  PKCS12("p12.path"),
  JKS("jks.path"),
  /** Lists of revoked certificates (RFC 5280, 5). */
  REVOKED("certificate-revocation-list"),
  /** A folder in which every file is of certificates in PEM. */
  FOLDER("cert-dirs"),
  /** A file that can be read; what is in it is judged where it is used, or may change. */
  READABLE("jwks-file", "key-store-file", "trust-store-file", "certificate-role-properties"),
  /** The same, but one that is not there may be written later, such as by a sidecar. */
  TOKEN(
      "bearer-token-file",
      "jwt-token-path",
      "token-file",
      "token-wrapping-token-file",
      "secret-id-file",
      "secret-id-wrapping-token-file"),
  /** Judged by the room that reads or writes it. */
  ELSEWHERE("extra-jwks", "snapshot", "audit.file");

  private final List<String> endings;

  FileKind(String... endings) {
    this.endings = List.of(endings);
  }

  /** That of a setting; empty if it names no file. */
  static Optional<FileKind> of(String setting) {
    return Stream.of(values())
        .filter(kind -> kind.endings.stream().anyMatch(end -> setting.endsWith("." + end)))
        .findFirst();
  }

  /** What is wrong with the file; empty if nothing is. */
  Optional<String> fault(Path file) {
    try {
      check(file);
      return Optional.empty();
    } catch (IllegalArgumentException refusal) {
      return Optional.of(refusal.getMessage());
    }
  }

  private void check(Path file) {
    switch (this) {
      case CERTIFICATES -> PemFile.certificates(file);
      case PRIVATE_KEY -> PemFile.checkPrivateKey(file);
      case PKCS12, JKS -> checkStore(name(), file);
      case REVOKED -> checkRevoked(file);
      case FOLDER -> checkFolder(file);
      case READABLE -> PemFile.read(file);
      case TOKEN -> checkToken(file);
      case ELSEWHERE -> {}
    }
  }

  /** Whether it is right to start before the file is there. */
  boolean mayComeLater(Path file) {
    return this == TOKEN && (Files.notExists(file) || isEmpty(file));
  }

  private static boolean isEmpty(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) == 0;
    } catch (IOException gone) {
      return false;
    }
  }

  private static void checkToken(Path file) {
    if (PemFile.read(file).length == 0) {
      throw new IllegalArgumentException("%s is empty".formatted(file));
    }
  }

  private static void checkFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no directory %s".formatted(folder));
    }
    try (Stream<Path> within = Files.list(folder)) {
      within.sorted().forEach(PemFile::certificates);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be listed (%s)".formatted(folder, e.getClass().getSimpleName()), e);
    }
  }

  /** Without its password a store shows whether it is one. */
  private static void checkStore(String type, Path file) {
    try {
      KeyStore.getInstance(type).load(new ByteArrayInputStream(PemFile.read(file)), null);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("%s is no key store of type %s".formatted(file, type), e);
    }
  }

  private static void checkRevoked(Path file) {
    try {
      if (CertificateFactory.getInstance("X.509")
          .generateCRLs(new ByteArrayInputStream(PemFile.read(file)))
          .isEmpty()) {
        throw new IllegalArgumentException("%s holds no revocation list".formatted(file));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "%s holds no revocation list that can be read".formatted(file), e);
    }
  }
}
