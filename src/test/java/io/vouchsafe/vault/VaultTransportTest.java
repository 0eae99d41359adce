package io.vouchsafe.vault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.vault.client.common.VaultRequest;
import io.vertx.core.Vertx;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VaultTransportTest {
  @Test
  @Timeout(60)
  void aCallThatComesAfterTheEndFailsAtOnce() throws MalformedURLException {
    VaultFailure failure = failure("http://127.0.0.1:9", VaultTransport::close);

    assertEquals(VaultFailure.Kind.UNREACHABLE, failure.kind());
  }

  @Test
  void aHostThatCannotBeResolvedIsNamed() throws MalformedURLException {
    VaultFailure failure = failure("http://vault.invalid:8200", open -> {});

    assertEquals(VaultFailure.Kind.UNREACHABLE, failure.kind());
    assertTrue(failure.getMessage().contains("vault.invalid"), failure::getMessage);
  }

  private static VaultFailure failure(String url, Consumer<VaultTransport> first)
      throws MalformedURLException {
    URL base = URI.create(url).toURL();
    Vertx vertx = Vertx.vertx();
    try (VaultTransport transport = VaultLogins.transport(vertx)) {
      first.accept(transport);
      CompletableFuture<?> answer =
          transport
              .naming(AddressNames.OF_VAULT)
              .execute(
                  VaultRequest.<Void>get("GET")
                      .baseUrl(base)
                      .path("any")
                      .noToken()
                      .timeout(Duration.ofHours(1))
                      .expectAnyStatus()
                      .build(response -> Optional.empty()))
              .toCompletableFuture();
      return assertInstanceOf(
          VaultFailure.class, assertThrows(ExecutionException.class, answer::get).getCause());
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }
}
