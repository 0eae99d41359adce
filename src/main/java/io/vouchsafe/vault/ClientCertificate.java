package io.vouchsafe.vault;

import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.util.Optional;

/** What the TLS registry has for connections to Vault; asked again now and then. */
public interface ClientCertificate {
  /** Nothing. */
  ClientCertificate NONE =
      new ClientCertificate() {
        @Override
        public Optional<KeyCertOptions> shown() {
          return Optional.empty();
        }

        @Override
        public Optional<TrustOptions> trusted() {
          return Optional.empty();
        }
      };

  /** The certificate, with its key, that we show Vault; another object once it is another. */
  Optional<KeyCertOptions> shown();

  /**
   * The authorities that are trusted where {@code quarkus.vault.tls.ca-cert} names none. May block.
   *
   * @throws IllegalArgumentException naming the setting, if others could have written their files
   */
  Optional<TrustOptions> trusted();
}
