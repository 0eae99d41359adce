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
import java.util.function.Supplier;

/**
 * One call to Vault at a time, with the token that the caller names, blocking until its deadline.
 * Meant for virtual threads. A request is sent once, but for one that Vault did not begin, since a
 * standby has not caught up yet (412): it is sent again after 20 ms, doubled up to 320 ms, for 3 s
 * at most.
 */
final class VaultHttp {
  /** In place of a token: none is sent. */
  static final String NO_TOKEN = "";

  private static final VaultResultExtractor<Void> UNREAD = response -> Optional.empty();
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(320);
  private static final Duration LONGEST_CATCHING_UP = Duration.ofSeconds(3);

  private final VaultClient client;
  private final AddressNames names;
  private final VaultEvents events;
  private final VaultWords words = new VaultWords();

  /**
   * @param names the settings that failures name
   */
  VaultHttp(VaultClient client, AddressNames names, VaultEvents events) {
    this.client = Objects.requireNonNull(client, "client");
    this.names = Objects.requireNonNull(names, "names");
    this.events = Objects.requireNonNull(events, "events");
  }

  /** The settings of the address. */
  AddressNames names() {
    return names;
  }

  /**
   * Asks for {@code path}, relative to {@code /v1}.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer get(VaultOperation operation, String path, String token, Deadline deadline) {
    return send(operation, () -> under(token, VaultRequest.<Void>get("GET").path(path)), deadline);
  }

  /**
   * Posts {@code body} as JSON.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer post(
      VaultOperation operation, String path, Map<String, ?> body, String token, Deadline deadline) {
    VaultAnswer answer =
        send(
            operation,
            () -> under(token, VaultRequest.<Void>post("POST").path(path).body(body)),
            deadline);
    words.answered(operation, path, answer, token, body);
    return answer;
  }

  /**
   * Lists what is below {@code path}.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer list(VaultOperation operation, String path, String token, Deadline deadline) {
    return send(
        operation, () -> under(token, VaultRequest.<Void>list("LIST").path(path)), deadline);
  }

  /**
   * Deletes what is at {@code path}.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer delete(VaultOperation operation, String path, String token, Deadline deadline) {
    return send(
        operation, () -> under(token, VaultRequest.<Void>delete("DELETE").path(path)), deadline);
  }

  /**
   * Posts {@code body} without a token, as a login does.
   *
   * @throws VaultFailure if no answer came
   */
  VaultAnswer post(VaultOperation operation, String path, Map<String, ?> body, Deadline deadline) {
    return post(operation, path, body, NO_TOKEN, deadline);
  }

  private static VaultRequest.Builder<Void> under(
      String token, VaultRequest.Builder<Void> request) {
    return token.equals(NO_TOKEN) ? request.noToken() : request.token(token);
  }

  /** Sends a request, and again while Vault has not caught up with itself. */
  private VaultAnswer send(
      VaultOperation operation, Supplier<VaultRequest.Builder<Void>> request, Deadline deadline) {
    VaultAnswer answer = sendOnce(operation, request.get(), deadline);
    Duration pause = FIRST_PAUSE;
    Duration waited = Duration.ZERO;
    while (answer.tooEarly()
        && waited.compareTo(LONGEST_CATCHING_UP) < 0
        && pause.compareTo(deadline.remaining()) < 0) {
      sleep(pause);
      waited = waited.plus(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      answer = sendOnce(operation, request.get(), deadline);
    }
    return answer;
  }

  private static void sleep(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    }
  }

  private static VaultFailure interrupted() {
    return new VaultFailure(VaultFailure.Kind.UNREACHABLE, "the call to Vault was interrupted");
  }

  private VaultAnswer sendOnce(
      VaultOperation operation, VaultRequest.Builder<Void> request, Deadline deadline) {
    long begun = System.nanoTime();
    Optional<VaultFailure.Kind> failure = Optional.of(VaultFailure.Kind.UNREACHABLE);
    try {
      VaultAnswer answer = send(request, deadline);
      answer.checkIsOf(operation);
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
    return VaultAnswer.of(await(execute(request.timeout(left)), deadline), names);
  }

  private CompletableFuture<VaultResponse<Void>> execute(VaultRequest.Builder<Void> request) {
    try {
      return client.execute(request.expectAnyStatus().build(UNREAD)).toCompletableFuture();
    } catch (VaultFailure failure) {
      throw failure;
    } catch (RuntimeException unsendable) {
      throw VaultFailure.unsendable(unsendable, names);
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
      throw interrupted();
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
