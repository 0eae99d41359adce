package io.vouchsafe.vault;

import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a TLS handshake with Vault failed, for operators. */
final class TlsWords {
  /** One of the alerts of RFC 8446, section 6. */
  private static final Pattern ALERT = Pattern.compile("fatal alert: ([a-z_]{1,40})");

  private TlsWords() {}

  /** In words of ours and dates: nothing of a certificate is told that its sender chose. */
  static String of(SSLException failure, AddressNames names) {
    return causes(failure)
        .flatMap(it -> known(it).stream())
        .findFirst()
        .orElse(
            "TLS failed: see %s, and whether %s names the host of the certificate"
                .formatted(names.authority(), names.url()));
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, it -> it != null, Throwable::getCause).limit(10);
  }

  private static Optional<String> known(Throwable cause) {
    return switch (cause) {
      case CertificateExpiredException expired ->
          Optional.of(
              "Vault's certificate, or one above it, has expired: %s"
                  .formatted(expired.getMessage()));
      case CertificateNotYetValidException early ->
          Optional.of(
              "Vault's certificate, or one above it, is not valid yet: %s; compare the clocks"
                  .formatted(early.getMessage()));
      default -> alert(cause);
    };
  }

  private static Optional<String> alert(Throwable cause) {
    Matcher alert = ALERT.matcher(String.valueOf(cause.getMessage()));
    return alert.find()
        ? Optional.of(
            "Vault ended the TLS handshake with the alert %s: see vouchsafe.vault.tls-configuration-name"
                .formatted(alert.group(1)))
        : Optional.empty();
  }
}
