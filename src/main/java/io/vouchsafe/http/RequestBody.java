package io.vouchsafe.http;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vouchsafe.http.HttpSettings.Bodies;
import io.vouchsafe.http.limit.Limit;
import io.vouchsafe.http.limit.LimitEvents;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;

/**
 * The body of one call: paused until it is asked for, then read on the event loop, whole and
 * bounded in size, in time and in room, while the thread of the call waits for it.
 *
 * <p>It is read after Quarkus REST took the request, which pauses it and cannot take one whose body
 * was read (Vert.x refuses that in HTTP/2).
 */
final class RequestBody {
  private static final Duration WATCH = Duration.ofSeconds(1);
  private static final Duration AT_ONCE = Duration.ofMillis(100);
  private static final byte[] NONE = {};

  private final HttpServerRequest request;
  private final Bodies bounds;
  private final LimitEvents events;
  private final Context loop;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
  private Buffer read = Buffer.buffer();
  private long received;
  private Duration waited = Duration.ZERO;
  private boolean begun;
  private boolean cut;
  private boolean ended;
  private long watch;

  /**
   * @param loop the event loop of the request
   */
  RequestBody(HttpServerRequest request, Bodies bounds, LimitEvents events, Context loop) {
    this.request = request;
    this.bounds = bounds;
    this.events = events;
    this.loop = loop;
  }

  /**
   * Begins to read, unless that has begun; on any thread.
   *
   * @param room takes so many octets more, or throws {@link Refused}
   */
  void read(IntConsumer room) {
    begin(room, () -> {});
  }

  /**
   * The same, for one that is only waited for where there is room to wait.
   *
   * @param wait takes room to wait for what did not come at once with the head, or throws {@link
   *     Refused}; then the connection ends after the answer
   */
  void read(IntConsumer room, Runnable wait) {
    begin(
        room,
        () -> loop.owner().setTimer(AT_ONCE.toMillis(), timer -> ifAwaited(() -> waitWith(wait))));
  }

  private void begin(IntConsumer room, Runnable whereMoreIsToCome) {
    onLoop(
        () -> {
          if (begins()) {
            letGoOn();
            flow(chunk -> add(chunk, room));
            ifAwaited(whereMoreIsToCome);
          }
        });
  }

  private void ifAwaited(Runnable task) {
    if (!whole.isDone()) {
      task.run();
    }
  }

  /** Does {@code task} as soon as nobody waits for the body any more. */
  void whenRead(Runnable task) {
    whole.whenComplete((octets, failure) -> task.run());
  }

  /** Throws away what nobody has asked for, so that the connection can go on; on any thread. */
  void discard() {
    if (!whole.isDone()) {
      onLoop(
          () -> {
            if (begins()) {
              flow(chunk -> {});
            }
          });
    }
  }

  /** There is none to wait for; on the event loop. */
  void skip() {
    begun = true;
    whole.complete(NONE);
    request.resume();
  }

  private void onLoop(Runnable task) {
    loop.runOnContext(now -> task.run());
  }

  private boolean begins() {
    if (begun) {
      return false;
    }
    begun = true;
    if (request.response().closed()) {
      whole.completeExceptionally(Problem.hungUp());
    } else if (request.isEnded()) {
      whole.complete(NONE);
    }
    return !whole.isDone();
  }

  /** A client that asks whether its body is wanted is told that it is. */
  private void letGoOn() {
    if (request.version() != HttpVersion.HTTP_1_0
        && "100-continue".equalsIgnoreCase(request.getHeader("Expect"))
        && !request.response().headWritten()) {
      request.response().writeContinue();
    }
  }

  private void flow(Handler<Buffer> chunks) {
    request.handler(
        chunk -> {
          received += chunk.length();
          chunks.handle(chunk);
        });
    request.endHandler(
        now -> {
          ended = true;
          finish();
          whole.complete(read.getBytes());
          read = null;
        });
    request.exceptionHandler(
        failure -> {
          finish();
          whole.completeExceptionally(failure);
        });
    watch =
        loop.owner()
            .setPeriodic(bounds.timeout().toMillis(), WATCH.toMillis(), timer -> checkTime());
    request.resume();
  }

  /** Nobody waits for it any more, so nothing keeps it. */
  private void finish() {
    loop.owner().cancelTimer(watch);
  }

  /** What comes after a refusal is thrown away, within the same time. */
  private void add(Buffer chunk, IntConsumer room) {
    if (whole.isDone()) {
      return;
    }
    try {
      if (received > bounds.max()) {
        throw new Refused(Problems.tooLarge(bounds.max()));
      }
      room.accept(chunk.length());
      read.appendBuffer(chunk);
    } catch (Refused refused) {
      read = Buffer.buffer();
      whole.completeExceptionally(refused);
    }
  }

  private void checkTime() {
    waited = waited.isZero() ? bounds.timeout() : waited.plus(WATCH);
    if (request.response().closed()) {
      finish();
    } else if (tooSlow()) {
      finish();
      events.bit(Limit.BODY_TIME);
      cut(new Refused(Problems.bodyTooSlow()));
    }
  }

  /** What is thrown away may not come for ever, however fast. */
  private boolean tooSlow() {
    long allowed = bounds.max() / bounds.rate() + bounds.timeout().toSeconds();
    return received < bounds.rate() * waited.toSeconds() || waited.toSeconds() > allowed;
  }

  private void waitWith(Runnable room) {
    try {
      room.run();
    } catch (Refused refused) {
      finish();
      cut(refused);
    }
  }

  private void cut(Refused refused) {
    cut = true;
    boolean answerComes = whole.completeExceptionally(refused);
    if (!answerComes && request.response().ended()) {
      end();
    }
  }

  /** Ends the connection of a body that was cut, once its answer is out; on the event loop. */
  void answered() {
    if (cut && !ended) {
      end();
    }
  }

  /** In HTTP/2 it is the stream that ends (RFC 9113, 5.4.2). */
  private void end() {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset();
    } else {
      request.connection().close();
    }
  }

  /**
   * Waits for the body.
   *
   * @throws Refused if it is too large, too slow, or has no room
   * @throws Problem if the caller hung up
   */
  byte[] await() {
    try {
      return whole.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof Refused refused ? refused : Problem.hungUp();
    }
  }

  /** The octets that a body has by its Content-Length; without one, 0. */
  static long announced(HttpServerRequest request) {
    try {
      return Long.parseLong(request.getHeader("Content-Length"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Whether the head announces a body (RFC 9112, 6). */
  static boolean isAnnounced(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    return request.headers().contains("Transfer-Encoding")
        || length != null && !"0".equals(length.strip());
  }
}
