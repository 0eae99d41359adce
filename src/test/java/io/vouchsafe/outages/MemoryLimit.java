package io.vouchsafe.outages;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.vouchsafe.testing.Artifact;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Repository;
import io.vouchsafe.testing.ServiceProcess;
import io.vouchsafe.testing.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A service with a heap of 112 MB, at which others send ten times what it has room for: eight
 * hundred bodies of 200 KiB that never end, lists of five hundred tokens, new grants. It refuses
 * them, and has no {@code OutOfMemoryError}. These others come from an address of their own, since
 * they meet the bound of connections of one address too, and callers must not.
 */
final class MemoryLimit extends VaultTrial {
  private static final List<String> FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx112m");
  private static final InetAddress OTHERS = InetAddress.ofLiteral("127.0.0.2");
  private static final int BODIES = 800;
  private static final int OCTETS = 200 << 10;
  private static final int LISTS = 4;
  private static final int TOKENS = 500;
  private static final Duration JOINING = Duration.ofSeconds(30);

  private final List<Socket> sockets = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean pressing = new AtomicBoolean();
  private HttpClient others;

  @Override
  Watched watched(Stage stage, Map<String, String> settings) {
    List<String> options =
        settings.entrySet().stream().map(it -> "-D" + it.getKey() + "=" + it.getValue()).toList();
    Path log = Repository.TARGET.resolve("service-" + name() + ".log");
    List<String> command = Artifact.current().command(FLAGS, options);
    return new Watched(stage, ServiceProcess.start(command, Map.of(), Path.of(""), log));
  }

  @Override
  List<Figures> run(Stage stage, Watched watched, Duration lasts) {
    Figures figures =
        watched.outage("memory at its limit", () -> press(stage), lasts, this::relent);
    if (!watched.service().running() || watched.service().output().contains("OutOfMemoryError")) {
      throw new AssertionError("out of memory: " + watched.service().log());
    }
    return List.of(figures);
  }

  private void press(Stage stage) {
    Client client = Client.of(stage);
    String greedy = client.grant(Client.workload("greedy"));
    others = HttpClient.newBuilder().localAddress(OTHERS).build();
    pressing.set(true);
    for (int i = 0; i < LISTS; i++) {
      begin(() -> post(stage.url() + "/id-tokens", greedy, list()));
      begin(() -> post(stage.url() + "/grants", client.proof(), grantOfOthers()));
    }
    byte[] head =
        "POST /id-tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(greedy, OCTETS + 1)
            .getBytes(US_ASCII);
    begin(() -> send(URI.create(stage.url()).getPort(), head));
  }

  private void post(String url, String bearer, Map<String, ?> body) {
    String[] headers = {"Content-Type", "application/json", "Authorization", "Bearer " + bearer};
    Http.call(others, "POST", url, Http.write(body), headers);
  }

  private static Map<String, ?> list() {
    Map<String, Object> tokens = new HashMap<>();
    for (int i = 0; i < TOKENS; i++) {
      tokens.put("token-" + i, Map.of("audience", Stage.ES256_AUDIENCE));
    }
    return Map.of("tokens", tokens);
  }

  private static Map<String, ?> grantOfOthers() {
    return Map.of("workload", Client.workload("others"), "audiences", List.of("*"));
  }

  /** Again and again, whatever comes of it. */
  private void begin(Runnable work) {
    threads.add(
        Thread.ofVirtual()
            .name("presses")
            .start(
                () -> {
                  while (pressing.get()) {
                    try {
                      work.run();
                    } catch (UncheckedIOException refused) {
                      // that was the aim
                    }
                  }
                }));
  }

  private void send(int port, byte[] head) {
    byte[] body = new byte[OCTETS];
    for (int i = 0; i < BODIES && pressing.get(); i++) {
      try {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress(OTHERS, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream().write(head);
        socket.getOutputStream().write(body);
      } catch (IOException refused) {
        // that was the aim
      }
    }
    hangUp();
  }

  private void hangUp() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException gone) {
        // it is to be closed
      }
    }
    sockets.clear();
  }

  private void relent() {
    pressing.set(false);
    for (Thread thread : threads) {
      try {
        thread.join(JOINING);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    threads.clear();
    hangUp();
    others.close();
  }
}
