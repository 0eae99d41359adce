package io.vouchsafe.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;

/** The management port of a service whose {@code GET /keys} a test writes. */
final class StubService implements AutoCloseable {
  private final HttpServer server;
  private final Deque<String> answers = new ArrayDeque<>();

  StubService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/keys", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on, of one key with these versions. */
  void says(String key, String... versions) {
    answers.clear();
    thenSays(key, versions);
  }

  /** After it was asked once more. */
  void thenSays(String key, String... versions) {
    answers.add(
        """
        {"issuers":[{"name":"shop","issuer":"https://id.example.com","keys":[
          {"role":"RS256","name":"before-rs256","versions":[{"version":7,"phase":"signing"}]},
          {"role":"ES256","name":"%s","next_action_at":null,"versions":[%s]}],"faults":[]}]}
        """
            .formatted(key, String.join(",", versions)));
  }

  /** From now on, this whole body. */
  void answers(String body) {
    answers.clear();
    answers.add(body);
  }

  /** A page has not all issuers: whoever wants one key has to ask for it. */
  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    if (query == null || !query.startsWith("key=")) {
      exchange.sendResponseHeaders(400, -1);
      exchange.close();
      return;
    }
    byte[] body = (answers.size() > 1 ? answers.poll() : answers.peek()).getBytes(UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
