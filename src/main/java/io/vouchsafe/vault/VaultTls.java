package io.vouchsafe.vault;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
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

  /** What is to be used from now on, if the files hold something else than before; blocks. */
  Optional<SSLOptions> changed() {
    lock.lock();
    try {
      Read now = read();
      told = "";
      if (now.equals(last)) {
        return Optional.empty();
      }
      last = now;
      LOG.info("the TLS files for Vault have changed and are used from now on");
      return Optional.of(options(now));
    } catch (IllegalArgumentException unusable) {
      if (!told.equals(unusable.getMessage())) {
        told = unusable.getMessage();
        LOG.warnf("%s; what it held before is used on", told);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
