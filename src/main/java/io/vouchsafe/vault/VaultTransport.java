package io.vouchsafe.vault;

import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultRequestExecutor;
import io.quarkus.vault.client.common.VaultResponse;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SSLOptions;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;

/**
 * Carries requests to Vault over a bounded pool, each once: no retries, no redirects, so that no
 * other host gets our token.
 *
 * <p>The timeout of a request covers all of it, waiting for a connection included; when it has
 * passed the connection is closed, so that no abandoned call holds a place in the pool. An answer
 * of any status is an answer; what prevents one is a {@link VaultFailure}, never an exception of
 * the HTTP client or of the extension.
 */
final class VaultTransport implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(5);
  private static final Duration LONGEST_CALL = Duration.ofMinutes(10);
  private static final int LONGEST_BODY = 4 << 20;
  private static final int LONGEST_LIST = 8 << 20;

  /** An agent with {@code require_request_header} takes nothing without it. */
  private static final String REQUEST = "X-Vault-Request";

  private final Vertx vertx;
  private final Context loop;
  private final HttpClient http;
  private final VaultTls tls;
  private final Set<HttpConnection> open;
  private final long timer;
  private final AtomicBoolean looking = new AtomicBoolean();

  private VaultTransport(Vertx vertx, VaultTls tls, Set<HttpConnection> open, HttpClient http) {
    this.vertx = vertx;
    this.tls = tls;
    this.open = open;
    this.loop = vertx.getOrCreateContext();
    this.http = http;
    this.timer = vertx.setPeriodic(BETWEEN_LOOKS.toMillis(), due -> lookAtFiles());
  }

  /**
   * New connections are opened with what the files hold now; those that are open end when their
   * call does, since they have shown the certificate before.
   */
  private void lookAtFiles() {
    if (looking.compareAndSet(false, true)) {
      vertx
          .executeBlocking(tls::changed, false)
          .compose(changed -> changed.map(this::use).orElseGet(Future::succeededFuture))
          .onFailure(tls::unusable)
          .onComplete(done -> looking.set(false));
    }
  }

  private Future<Void> use(SSLOptions changed) {
    return http.updateSSLOptions(changed, true)
        .<Void>mapEmpty()
        .onSuccess(
            done -> {
              tls.used();
              endOpen();
            });
  }

  /** Opens the pool. A connection that breaks is reported to its request only, not to the log. */
  static VaultTransport open(
      Vertx vertx, HttpClientOptions options, PoolOptions pool, VaultTls tls) {
    SSLOptions first = tls.options();
    options.setTrustOptions(first.getTrustOptions()).setKeyCertOptions(first.getKeyCertOptions());
    Set<HttpConnection> open = ConcurrentHashMap.newKeySet();
    return new VaultTransport(
        vertx,
        tls,
        open,
        vertx
            .httpClientBuilder()
            .with(options)
            .with(pool)
            .withConnectHandler(
                connection -> {
                  open.add(connection);
                  connection
                      .exceptionHandler(broken -> {})
                      .closeHandler(closed -> open.remove(connection));
                })
            .build());
  }

  private void endOpen() {
    open.forEach(connection -> connection.shutdown(LONGEST_CALL.toMillis()));
  }

  /**
   * Carries requests whose failures name these settings. A call stays on one event loop, so that a
   * thread is woken once and not three times.
   */
  VaultRequestExecutor naming(AddressNames names) {
    return new VaultRequestExecutor() {
      @Override
      public <T> CompletionStage<VaultResponse<T>> execute(VaultRequest<T> request) {
        Promise<VaultResponse<T>> answer = Promise.promise();
        loop.runOnContext(ready -> executeUnlessClosed(request, names, answer));
        return answer.future().toCompletionStage();
      }
    };
  }

  private <T> void executeUnlessClosed(
      VaultRequest<T> request, AddressNames names, Promise<VaultResponse<T>> answer) {
    try {
      execute(request, names, answer);
    } catch (IllegalStateException closed) {
      answer.tryFail(
          new VaultFailure(
              VaultFailure.Kind.UNREACHABLE, "Vault cannot be reached (this instance is ending)"));
    } catch (RuntimeException unsendable) {
      answer.tryFail(VaultFailure.unsendable(unsendable, names));
    }
  }

  private <T> void execute(
      VaultRequest<T> request, AddressNames names, Promise<VaultResponse<T>> answer) {
    long timeout = Math.max(1, request.getTimeout().toMillis());
    AtomicReference<HttpClientRequest> call = new AtomicReference<>();
    long timer =
        vertx.setTimer(
            timeout,
            id -> {
              if (answer.tryFail(VaultFailure.timedOut())) {
                reset(call.get());
              }
            });
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(request.getMethod().name()))
            .setAbsoluteURI(request.getUrl())
            .setConnectTimeout(timeout)
            .setFollowRedirects(false);
    options.addHeader(REQUEST, "true");
    request.getHTTPHeaders().forEach(options::addHeader);
    http.request(options)
        .compose(
            opened -> {
              call.set(opened);
              if (answer.future().isComplete()) {
                reset(opened);
                return Future.failedFuture(VaultFailure.timedOut());
              }
              return send(request, opened);
            })
        .onComplete(
            result -> {
              vertx.cancelTimer(timer);
              if (result.succeeded()) {
                answer.tryComplete(result.result());
              } else {
                if (result.cause() instanceof SSLException) {
                  lookAtFiles();
                }
                answer.tryFail(typed(result.cause(), options.getHost(), names));
              }
            });
  }

  private static <T> Future<VaultResponse<T>> send(
      VaultRequest<T> request, HttpClientRequest call) {
    Future<HttpClientResponse> response =
        request
            .getSerializedBody()
            .map(
                body ->
                    call.putHeader("Content-Type", "application/json").send(Buffer.buffer(body)))
            .orElseGet(call::send);
    return response.compose(
        head ->
            body(call, head, longest(request))
                .map(
                    body ->
                        new VaultResponse<>(
                            request,
                            head.statusCode(),
                            List.copyOf(head.headers().entries()),
                            body.getBytes())));
  }

  private static int longest(VaultRequest<?> request) {
    return request.getMethod() == VaultRequest.Method.LIST ? LONGEST_LIST : LONGEST_BODY;
  }

  private static Future<Buffer> body(HttpClientRequest call, HttpClientResponse head, int longest) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    head.handler(
        chunk -> {
          if (body.length() + chunk.length() > longest) {
            whole.tryFail(VaultFailure.garbled());
            reset(call);
          } else {
            body.appendBuffer(chunk);
          }
        });
    head.exceptionHandler(whole::tryFail);
    head.endHandler(end -> whole.tryComplete(body));
    return whole.future();
  }

  private static void reset(HttpClientRequest call) {
    if (call != null) {
      call.reset();
    }
  }

  private static VaultFailure typed(Throwable cause, String host, AddressNames names) {
    return switch (cause) {
      case VaultFailure failure -> failure;
      case ConnectionPoolTooBusyException _ ->
          VaultFailure.unsent(VaultFailure.Kind.BUSY, "too many calls are waiting for Vault");
      case TimeoutException _ -> VaultFailure.timedOut();
      case UnknownHostException _, ConnectException _, SSLException _ ->
          VaultFailure.unsent(VaultFailure.Kind.UNREACHABLE, unreachable(cause, host, names));
      default -> new VaultFailure(VaultFailure.Kind.UNREACHABLE, unreachable(cause, host, names));
    };
  }

  private static String unreachable(Throwable cause, String host, AddressNames names) {
    return "Vault cannot be reached (%s)".formatted(words(cause, host, names));
  }

  private static String words(Throwable cause, String host, AddressNames names) {
    return switch (cause) {
      case UnknownHostException _ -> "its host name %s cannot be resolved".formatted(host);
      case ConnectException _ -> "no connection";
      case SSLException failure -> TlsWords.of(failure, names);
      case SocketException _, HttpClosedException _ -> "the connection broke";
      default -> cause.getClass().getSimpleName();
    };
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    http.close();
  }
}
