package io.vouchsafe.program;

import static io.vouchsafe.testing.Eventually.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.testing.Fleet;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServerCertificate;
import io.vouchsafe.testing.TcpBalancer;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * What {@link RollingRestartIT} asks, for clients of HTTP/2 over TLS with many streams on one
 * connection, behind a balancer of connections: no request fails, and every token that a log calls
 * issued was received.
 */
class RollingRestartHttp2IT {
  private static final int CLIENTS = 3;
  private static final int STREAMS = 6;

  private final ServerCertificate certificate =
      ServerCertificate.create(Repository.TARGET.resolve("rolled-http2.p12"));
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicInteger answered = new AtomicInteger();
  private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();

  @Test
  void noStreamFailsAndNoTokenIsLost() throws Exception {
    try (Fleet fleet =
        Fleet.shared("default", "second")
            .with(
                "vouchsafe.http.shutdown-delay", "",
                "vouchsafe.transit.request-timeout", "10s")) {
      List<Fleet.Instance> instances = new ArrayList<>();
      List<TcpBalancer.Upstream> upstreams = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        int port = Ports.one();
        Fleet.Instance instance = fleet.instance("rolled-http2-" + i, tls(port));
        instances.add(instance);
        upstreams.add(new TcpBalancer.Upstream(port, instance.managementUrl() + "/q/health/ready"));
      }
      RollOut rollOut = new RollOut(instances);
      try (TcpBalancer balancer = TcpBalancer.before(upstreams);
          ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        eventually("three that are ready", () -> balancer.ready() == 3);
        Answer grant = fleet.grant(instances.getFirst(), "default");
        assertEquals(201, grant.status(), grant::toString);
        rollOut.received(grant.text("grant"));
        List<Future<?>> underWay = load(callers, balancer, grant.text("grant"), rollOut);
        try {
          rollOut.restartEach(() -> balancer.ready() == 3);
        } finally {
          ended.set(true);
        }
        for (Future<?> caller : underWay) {
          caller.get();
        }
        assertEquals(0, balancer.refused());
      }
      assertEquals(List.of(), List.copyOf(failed));
      assertTrue(answered.get() > CLIENTS * STREAMS, answered::toString);
      assertEquals(Set.of(), rollOut.lost(CLIENTS), answered::toString);
    }
  }

  private String[] tls(int port) {
    Map<String, String> settings = new TreeMap<>(certificate.settings(port));
    return settings.entrySet().stream()
        .flatMap(it -> List.of(it.getKey(), it.getValue()).stream())
        .toArray(String[]::new);
  }

  private List<Future<?>> load(
      ExecutorService callers, TcpBalancer balancer, String grant, RollOut rollOut) {
    String url = "https://localhost:" + balancer.port();
    List<Future<?>> underWay = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      HttpClient client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_2)
              .sslContext(certificate.trust())
              .build();
      for (int stream = 0; stream < STREAMS; stream++) {
        String audience = stream % 2 == 0 ? "a" : Fleet.ES256;
        underWay.add(callers.submit(() -> ask(client, url, grant, audience, rollOut)));
      }
    }
    return underWay;
  }

  private void ask(HttpClient client, String url, String grant, String audience, RollOut rollOut) {
    String path = url + "/id-token?api-version=1&audience=" + audience;
    while (!ended.get()) {
      try {
        Answer token = Http.call(client, "GET", path, null, "Authorization", "bearer " + grant);
        counted(token);
        rollOut.received(token.text("value"));
        counted(Http.call(client, "GET", url + "/.well-known/jwks.json", null));
      } catch (UncheckedIOException | ParseException e) {
        failed.add(e.toString());
      }
    }
  }

  private void counted(Answer answer) {
    answered.incrementAndGet();
    if (answer.status() != 200 || answer.http().version() != HttpClient.Version.HTTP_2) {
      failed.add(answer.http().version() + " " + answer);
    }
  }
}
