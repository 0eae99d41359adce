package io.vouchsafe.vault;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import io.vouchsafe.base.OneLine;
import io.vouchsafe.base.OwnersOnly;
import io.vouchsafe.base.PemFile;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Whom connections to Vault trust, and the certificate that they show. What is in the files is read
 * again when it is asked for; a file that cannot be used leaves what was there before.
 *
 * <p>Safe for many threads.
 */
final class VaultTls {
  private static final Logger LOG = Logger.getLogger(VaultTls.class);

  private record Read(Optional<TrustOptions> trust, Optional<KeyCertOptions> shown) {}

  private final Optional<Path> authorities;
  private final ClientCertificate certificate;
  private final ReentrantLock lock = new ReentrantLock();
  private Read last;
  private Read offered;
  private String told = "";

  /**
   * @param authorities the file of Vault's authorities, in PEM; without it those of {@code
   *     certificate} or else of the system are trusted
   * @throws IllegalArgumentException if it holds no certificate
   */
  VaultTls(Optional<Path> authorities, ClientCertificate certificate) {
    this.authorities = Objects.requireNonNull(authorities, "authorities");
    this.certificate = Objects.requireNonNull(certificate, "certificate");
    this.last = read();
    this.offered = last;
  }

  private Read read() {
    Optional<TrustOptions> trust =
        authorities
            .<TrustOptions>map(
                file -> new PemTrustOptions().addCertValue(Buffer.buffer(certificates(file))))
            .or(certificate::trusted);
    return new Read(trust, certificate.shown());
  }

  private static byte[] certificates(Path file) {
    byte[] content = PemFile.certificates(file);
    OwnersOnly.checkTrusted(file);
    return content;
  }

  SSLOptions options() {
    lock.lock();
    try {
      return options(last);
    } finally {
      lock.unlock();
    }
  }

  private static SSLOptions options(Read read) {
    SSLOptions options = new SSLOptions();
    read.trust().ifPresent(options::setTrustOptions);
    read.shown().ifPresent(options::setKeyCertOptions);
    return options;
  }

  /** What is to be used from now on, if the files hold something else than is used; blocks. */
  Optional<SSLOptions> changed() {
    lock.lock();
    try {
      Read now = read();
      if (now.equals(last)) {
        told = "";
        return Optional.empty();
      }
      offered = now;
      return Optional.of(options(now));
    } catch (IllegalArgumentException unusable) {
      warn(unusable.getMessage() + "; what it held before is used on");
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** What {@link #changed} gave last is used. */
  void used() {
    lock.lock();
    try {
      last = offered;
      told = "";
      LOG.info("the TLS files for Vault have changed and are used from now on");
    } finally {
      lock.unlock();
    }
  }

  /** What {@link #changed} gave last cannot be used; it gives it again. */
  void unusable(Throwable reason) {
    lock.lock();
    try {
      warn(
          "the TLS files for Vault have changed and cannot be used (%s); what they held before is used on"
              .formatted(OneLine.of(String.valueOf(reason.getMessage()))));
    } finally {
      lock.unlock();
    }
  }

  private void warn(String text) {
    if (!told.equals(text)) {
      told = text;
      LOG.warn(text);
    }
  }
}
