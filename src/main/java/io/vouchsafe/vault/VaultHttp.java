package io.vouchsafe.vault;

import io.quarkus.vault.client.VaultClient;
import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultResponse;
import io.quarkus.vault.client.common.VaultResultExtractor;
import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One call to Vault at a time, with the token that the caller names, blocking until its deadline.
 * Meant for virtual threads.
 */
final class VaultHttp {
  private static final VaultResultExtractor<Void> UNREAD = response -> Optional.empty();

  private final VaultClient client;
  private final VaultEvents events;

  VaultHttp(VaultClient client, VaultEvents events) {
    this.client = Objects.requireNonNull(client, "client");
    this.events = Objects.requireNonNull(events, "events");
  }

  /**
   * Asks for {@code path}, relative to {@code /v1}.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer get(VaultOperation operation, String path, String token, Deadline deadline) {
    return send(operation, VaultRequest.<Void>get("GET").path(path).token(token), deadline);
  }

  /**
   * Posts {@code body} as JSON.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer post(
      VaultOperation operation, String path, Map<String, ?> body, String token, Deadline deadline) {
    return send(
        operation, VaultRequest.<Void>post("POST").path(path).body(body).token(token), deadline);
  }

  /**
   * Posts {@code body} without a token, as a login does.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer post(VaultOperation operation, String path, Map<String, ?> body, Deadline deadline) {
    return send(
        operation, VaultRequest.<Void>post("POST").path(path).body(body).noToken(), deadline);
  }

  private VaultAnswer send(
      VaultOperation operation, VaultRequest.Builder<Void> request, Deadline deadline) {
    long begun = System.nanoTime();
    Optional<VaultFailure.Kind> failure = Optional.of(VaultFailure.Kind.UNREACHABLE);
    try {
      VaultAnswer answer = send(request, deadline);
      failure = answer.good() ? Optional.empty() : Optional.of(answer.failure().kind());
      return answer;
    } catch (VaultFailure e) {
      failure = Optional.of(e.kind());
      throw e;
    } finally {
      events.called(operation, failure, System.nanoTime() - begun);
    }
  }

  private VaultAnswer send(VaultRequest.Builder<Void> request, Deadline deadline) {
    Duration left = deadline.remaining();
    if (left.isZero()) {
      throw VaultFailure.timedOut();
    }
    return VaultAnswer.of(await(execute(request.timeout(left)), deadline));
  }

  private CompletableFuture<VaultResponse<Void>> execute(VaultRequest.Builder<Void> request) {
    try {
      return client.execute(request.expectAnyStatus().build(UNREAD)).toCompletableFuture();
    } catch (VaultFailure failure) {
      throw failure;
    } catch (RuntimeException unsendable) {
      throw VaultFailure.unsendable(unsendable);
    }
  }

  /**
   * Waits for {@code answer} until the deadline.
   *
   * @throws VaultFailure the one it failed with, or of kind TIMED_OUT
   */
  static <T> T await(CompletableFuture<T> answer, Deadline deadline) {
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw VaultFailure.timedOut();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultFailure(VaultFailure.Kind.UNREACHABLE, "the call to Vault was interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VaultFailure failure) {
        throw failure;
      }
      throw new VaultFailure(
          VaultFailure.Kind.UNREACHABLE,
          "the call to Vault failed (%s)".formatted(e.getCause().getClass().getSimpleName()));
    }
  }
}
