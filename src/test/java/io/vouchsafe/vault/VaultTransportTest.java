package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.vault.client.common.VaultRequest;
import io.vertx.core.Vertx;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VaultTransportTest {
  @Test
  @Timeout(60)
  void aCallThatComesAfterTheEndFailsAtOnce() throws MalformedURLException {
    URL url = URI.create("http://127.0.0.1:9").toURL();
    Vertx vertx = Vertx.vertx();
    try {
      VaultTransport transport = VaultLogins.transport(vertx);
      transport.close();
      CompletableFuture<?> answer =
          transport
              .execute(
                  VaultRequest.<Void>get("GET")
                      .baseUrl(url)
                      .path("any")
                      .noToken()
                      .timeout(Duration.ofHours(1))
                      .expectAnyStatus()
                      .build(response -> Optional.empty()))
              .toCompletableFuture();

      VaultFailure failure =
          assertInstanceOf(
              VaultFailure.class, assertThrows(ExecutionException.class, answer::get).getCause());

      assertEquals(VaultFailure.Kind.UNREACHABLE, failure.kind());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
