package io.vouchsafe.agent.listener;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.SaidOutage;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.Web;
import io.vouchsafe.agent.config.Workload;
import io.vouchsafe.agent.file.TokenSource;
import io.vouchsafe.base.Outage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The listeners of one workload, each of which says in one line where it is. */
public final class Listeners implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final CachedTokens tokens;
  private final Surroundings surroundings;
  private final RequestCounts counts;
  private final String workload;
  private final Outage outage;
  private final Deque<Runnable> open = new ArrayDeque<>();

  private Listeners(
      String workload, TokenSource source, Surroundings surroundings, RequestCounts counts) {
    this.workload = workload;
    this.surroundings = surroundings;
    this.counts = counts;
    outage =
        SaidOutage.of(
            "tokens for clients of " + workload,
            "requests",
            surroundings.clock(),
            surroundings::say);
    tokens = new CachedTokens(source, surroundings.clock(), outage);
  }

  /**
   * Begins to listen.
   *
   * @param source of the workload's tokens
   * @param aws asks AWS
   * @throws Fault if one of them cannot; then none does
   */
  public static Listeners start(
      Workload workload,
      TokenSource source,
      Web aws,
      Surroundings surroundings,
      RequestCounts counts)
      throws Fault {
    Listeners listeners = new Listeners(workload.name(), source, surroundings, counts);
    try {
      listeners.open(workload, aws);
      return listeners;
    } catch (Fault e) {
      listeners.close();
      throw e;
    }
  }

  private void open(Workload workload, Web aws) throws Fault {
    if (workload.socket().isPresent()) {
      open(workload.socket().get());
    }
    if (workload.requestUrl().isPresent()) {
      open(workload.requestUrl().get());
    }
    if (workload.aws().isPresent()) {
      open(workload.aws().get(), aws);
    }
    if (workload.metadata().isPresent()) {
      open(workload.metadata().get());
    }
  }

  private void open(Workload.Socket at) throws Fault {
    open.push(
        UnixSocket.start("socket-of-" + workload, at, new FlyEndpoint(tokens), counts)::close);
    say("socket", at.path().toString());
  }

  private void open(Workload.RequestUrl at) throws Fault {
    ListenerSecret secret = secret(ListenerSecret.Listener.REQUEST_URL, at.secretFile());
    Loopback listener =
        loopback("request-url", at.port(), new RequestUrlEndpoint(tokens, Optional.of(secret)));
    secret.keep();
    say(
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        "http://%s:%d/?api-version=1%s".formatted(LOOPBACK, listener.port(), in(at.secretFile())));
  }

  private void open(Workload.AwsContainer at, Web aws) throws Fault {
    ListenerSecret secret = secret(ListenerSecret.Listener.AWS, at.secretFile());
    Optional<String> region =
        at.region()
            .or(() -> surroundings.variable("AWS_REGION"))
            .or(() -> surroundings.variable("AWS_DEFAULT_REGION"));
    Sts sts = Sts.of(aws, at.role(), region, surroundings::variable);
    AwsEndpoint endpoint =
        new AwsEndpoint(
            tokens, secret, sts, at.role(), at.audience(), surroundings.clock(), outage);
    Loopback listener = loopback("aws-credentials", at.port(), endpoint);
    secret.keep();
    say(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "http://%s:%d/%s".formatted(LOOPBACK, listener.port(), in(at.secretFile())));
  }

  private void open(Workload.Metadata at) throws Fault {
    Loopback listener =
        loopback("metadata", at.port(), new MetadataEndpoint(tokens, at.email(), at.project()));
    say(
        "GCE_METADATA_HOST",
        "%s:%d, without a secret: whoever reaches the port is the workload"
            .formatted(LOOPBACK, listener.port()));
  }

  private Loopback loopback(String name, int port, Endpoint endpoint) throws Fault {
    Loopback listener = Loopback.start(name, LOOPBACK, port, endpoint, counts);
    open.push(listener::close);
    return listener;
  }

  private ListenerSecret secret(ListenerSecret.Listener listener, Optional<Path> file)
      throws Fault {
    return ListenerSecret.of(listener, surroundings.variable(ListenerSecret.VARIABLE), file);
  }

  private static String in(Optional<Path> secretFile) {
    return secretFile.map(file -> ", secret in " + file).orElse("");
  }

  private void say(String what, String where) {
    surroundings.say("%s: %s is %s".formatted(workload, what, where));
  }

  /** Ends after the answers that are under way, and removes sockets. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
