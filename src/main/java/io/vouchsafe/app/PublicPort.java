package io.vouchsafe.app;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;

/**
 * What no setting of Quarkus can say of the public port: in clear text there is no HTTP/2, neither
 * by prior knowledge nor by {@code Upgrade}. Over TLS there is, where the client asks for it.
 */
@Singleton
class PublicPort implements HttpServerOptionsCustomizer {
  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    options.setHttp2ClearTextEnabled(false);
  }
}
