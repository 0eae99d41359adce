package io.vouchsafe.agent.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.base.StrictJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * HTTP as the program speaks it: no redirect is followed, an answer has at most 1 MiB, and all of
 * it, from connecting to the last octet, takes at most as long as is said.
 */
public final class Web implements AutoCloseable {
  private static final int LARGEST = 1 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final HttpClient client;
  private final Duration longest;

  /**
   * @param caFile certificate authorities to trust in place of the system's
   * @param longest how long one request may take
   * @throws Fault if the file cannot be read or holds no certificate
   */
  public Web(Optional<Path> caFile, Duration longest) throws Fault {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT);
    if (caFile.isPresent()) {
      builder.sslContext(trusting(caFile.get()));
    }
    client = builder.build();
    this.longest = longest;
  }

  /** An answer that came whole. */
  public record Answer(HttpResponse<byte[]> response) {
    public int status() {
      return response.statusCode();
    }

    public byte[] body() {
      return response.body();
    }

    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** The object that the body holds; empty if it holds anything else. */
    public Optional<ObjectNode> json() {
      try {
        return Optional.of(StrictJson.JWT.object(body()));
      } catch (StrictJson.Fault e) {
        return Optional.empty();
      }
    }
  }

  /**
   * Asks once.
   *
   * @throws Fault that is {@link io.vouchsafe.agent.ExitCode#UNAVAILABLE} if no whole answer came
   */
  public Answer ask(HttpRequest.Builder request) throws Fault {
    HttpRequest built = request.timeout(longest).build();
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(built, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
    String place = place(built.uri());
    try {
      return new Answer(answer.get(longest.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw Fault.unavailable(
          "%s did not answer within %d s".formatted(place, longest.toSeconds()));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw Fault.unavailable("interrupted while %s was asked".formatted(place));
    } catch (ExecutionException e) {
      throw Fault.unavailable("%s cannot be reached: %s".formatted(place, reason(e.getCause())));
    }
  }

  /** Without path and query, which may tell of workloads. */
  private static String place(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  private static String reason(Throwable fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException || isUnresolved(cause)) {
        return "its name is not known";
      }
      if (cause instanceof SSLException tls) {
        return "TLS failed (%s); --ca-file names the authorities to trust"
            .formatted(tls.getMessage());
      }
    }
    return fault instanceof ConnectException && fault.getMessage() == null
        ? "nothing listens there"
        : String.valueOf(fault.getMessage());
  }

  private static boolean isUnresolved(Throwable cause) {
    return cause.getClass().getName().equals("java.nio.channels.UnresolvedAddressException");
  }

  private static SSLContext trusting(Path caFile) throws Fault {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {Trust.ofFile(caFile)}, null);
      return context;
    } catch (IllegalArgumentException | GeneralSecurityException | IOException e) {
      throw Fault.file("the file of certificate authorities: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
