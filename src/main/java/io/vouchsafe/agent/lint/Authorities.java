package io.vouchsafe.agent.lint;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.client.Trust;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;

/**
 * The certificate authorities that are known here.
 *
 * @param everyones those that relying parties are taken to trust: the system's
 * @param own those of {@code --ca-file}
 */
record Authorities(X509TrustManager everyones, Optional<X509TrustManager> own) {
  /** By what means the key was exchanged: not asked again after the handshake. */
  private static final String ANY_EXCHANGE = "UNKNOWN";

  Authorities {
    Objects.requireNonNull(everyones, "everyones");
    Objects.requireNonNull(own, "own");
  }

  /** Who vouches for a chain of certificates. */
  enum Standing {
    /** An authority that everybody trusts. */
    PUBLIC,
    /** One that {@code --ca-file} names and nobody else needs to trust. */
    PRIVATE,
    /** One that is not known here, and that the server sent. */
    UNKNOWN,
    /** The chain ends before an authority. */
    INCOMPLETE
  }

  /**
   * The system's, and those of a file.
   *
   * @throws Fault if the file cannot be read
   */
  static Authorities of(Optional<Path> caFile) throws Fault {
    try {
      return new Authorities(
          Trust.ofSystem(),
          caFile.isEmpty() ? Optional.empty() : Optional.of(Trust.ofFile(caFile.get())));
    } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
      throw Fault.file("the file of certificate authorities: " + e.getMessage(), e);
    }
  }

  /** Who vouches for what a server showed. */
  Standing standing(List<X509Certificate> chain) {
    if (trusts(everyones, chain)) {
      return Standing.PUBLIC;
    }
    if (own.filter(authorities -> trusts(authorities, chain)).isPresent()) {
      return Standing.PRIVATE;
    }
    X509Certificate last = chain.getLast();
    return Objects.equals(last.getIssuerX500Principal(), last.getSubjectX500Principal())
            || isKnown(last)
        ? Standing.UNKNOWN
        : Standing.INCOMPLETE;
  }

  boolean trusts(List<X509Certificate> chain) {
    Standing standing = standing(chain);
    return standing == Standing.PUBLIC || standing == Standing.PRIVATE;
  }

  private boolean isKnown(X509Certificate last) {
    return Stream.concat(Stream.of(everyones), own.stream())
        .flatMap(authorities -> Arrays.stream(authorities.getAcceptedIssuers()))
        .anyMatch(
            root -> Objects.equals(root.getSubjectX500Principal(), last.getIssuerX500Principal()));
  }

  private static boolean trusts(X509TrustManager manager, List<X509Certificate> chain) {
    try {
      manager.checkServerTrusted(chain.toArray(X509Certificate[]::new), ANY_EXCHANGE);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }
}
