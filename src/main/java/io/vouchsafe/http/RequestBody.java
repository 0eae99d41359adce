package io.vouchsafe.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vouchsafe.token.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The body of one call: read on the event loop, whole and bounded, while the thread of the call
 * waits for it. Nothing ends a body that stops coming but its connection.
 *
 * <p>It is read after Quarkus REST took the request, which pauses it and cannot take one whose body
 * was read (Vert.x refuses that in HTTP/2).
 */
final class RequestBody {
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private final int max;
  private Buffer read = Buffer.buffer();

  /**
   * @param max octets that the body may have
   */
  RequestBody(int max) {
    this.max = max;
  }

  /** Begins to read; on the event loop, in the same turn in which the request came. */
  void readFrom(HttpServerRequest request) {
    request.handler(this::add);
    request.endHandler(ended -> whole.complete(read.getBytes()));
    request.exceptionHandler(whole::completeExceptionally);
    request.resume();
  }

  /** What comes after too much is read and thrown away, so that the connection lives on. */
  private void add(Buffer chunk) {
    if (whole.isDone()) {
      return;
    }
    if (read.length() + chunk.length() > max) {
      read = Buffer.buffer();
      whole.completeExceptionally(new Refused(Problems.tooLarge(max)));
    } else {
      read.appendBuffer(chunk);
    }
  }

  /**
   * Waits for the body.
   *
   * @throws Refused if it is too large
   * @throws Problem if the caller hung up
   */
  byte[] await() {
    try {
      return whole.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Refused refused ? refused : Problem.hungUp();
    }
  }

  /** The octets that a body has by its Content-Length; without one, {@code max}. */
  static long announced(HttpServerRequest request, int max) {
    try {
      return Math.max(Long.parseLong(request.getHeader("Content-Length")), 0);
    } catch (NumberFormatException e) {
      return max;
    }
  }
}
