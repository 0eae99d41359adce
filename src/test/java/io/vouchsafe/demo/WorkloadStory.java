package io.vouchsafe.demo;

import io.vouchsafe.testing.Processes;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tells how workloads get their tokens from an agent on their node, whose proof somebody else keeps
 * fresh, and what a check of a relying party says of a careless role and of a careful one.
 */
final class WorkloadStory extends Story {
  private static final String AWS = "sts.amazonaws.com";
  private static final String VAULT = "vault.shop.example";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder = Place.FOLDER.resolve("node");
  private final Path proof = folder.resolve("proof");

  WorkloadStory(Place place) {
    super(place);
  }

  @Override
  void tell() {
    title("9. An agent on the node: no workload holds a secret, and none is stored");
    prepare();
    Process agent = agent();
    try {
      files();
      sockets();
      theProofIsReplaced();
    } finally {
      Processes.stop(agent);
    }
    title("10. A check of a relying party: what must work there, and what must not");
    aCarelessRole();
    aCarefulRole();
  }

  private void prepare() {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> old = Files.list(folder)) {
          for (Path file : old.toList()) {
            Files.delete(file);
          }
        }
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      replaceProof();
      Files.writeString(folder.resolve("agent.json"), configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    say("  the proof, which a kubelet or an OpenBao Agent renews: %s", proof);
  }

  /** As a kubelet does: whole, and in one step. */
  private void replaceProof() throws IOException {
    Path next = Files.writeString(folder.resolve("proof.next"), broker.proof());
    Files.move(next, proof, StandardCopyOption.ATOMIC_MOVE);
  }

  private String configuration() {
    return """
        {"issuer": "%s",
         "workloads": [
           {"name": "checkout", "proof_file": "proof",
            "workload": {"org": "shop", "app": "checkout", "deployment": "d-42"},
            "files": [{"path": "checkout-aws", "audience": "%s"}],
            "socket": {"path": "checkout.sock"}},
           {"name": "cart", "proof_file": "proof",
            "workload": {"org": "shop", "app": "cart", "deployment": "d-7"},
            "socket": {"path": "cart.sock"}}]}
        """
        .formatted(issuer, AWS);
  }

  private Process agent() {
    Path log = Place.FOLDER.resolve("agent.log");
    Process agent =
        Processes.start(
            WorkloadProgram.command("agent", "--config", folder.resolve("agent.json").toString()),
            Map.of(),
            folder,
            log);
    Processes.await(
        "vouchsafe agent",
        agent,
        log,
        PATIENCE,
        () ->
            Stream.of("checkout-aws", "checkout.sock", "cart.sock")
                .allMatch(name -> Files.exists(folder.resolve(name))));
    say("  vouchsafe agent --config %s", folder.resolve("agent.json"));
    return agent;
  }

  private void files() {
    try {
      String token = Files.readString(folder.resolve("checkout-aws"));
      expect("the file's audience", AWS, claims(token).path("aud").asText(), claims(token));
      say(
          "  AWS_WEB_IDENTITY_TOKEN_FILE=%s holds a token of %s",
          folder.resolve("checkout-aws"), claims(token).path("sub").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void sockets() {
    for (String app : List.of("checkout", "cart")) {
      String token = fromSocket(app);
      String sub = claims(token).path("sub").asText();
      expectTrue("the socket is that of " + app, sub.contains("/" + app + "/"), sub);
      say("  POST /v1/tokens/oidc on %s.sock: a token of %s", app, sub);
    }
  }

  /** As {@code curl --unix-socket} does. */
  private String fromSocket(String app) {
    String body = "{\"aud\":\"%s\"}".formatted(VAULT);
    String request =
        "POST /v1/tokens/oidc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(body.length(), body);
    try (SocketChannel socket =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve(app + ".sock")))) {
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      while (socket.read(answer) >= 0 && answer.hasRemaining()) {
        // until the agent closes it
      }
      String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
      expectTrue("a token from " + app + ".sock", text.startsWith("HTTP/1.1 200"), text);
      return text.substring(text.indexOf("\r\n\r\n") + 4).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void theProofIsReplaced() {
    try {
      replaceProof();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String token = fromSocket("cart");
    expect("the audience", VAULT, claims(token).path("aud").asText(), claims(token));
    say("  the proof was replaced; the next request is answered with the new one");
  }

  private void aCarelessRole() {
    role(
        "careless",
        Map.of("bound_claims_type", "glob", "bound_claims", Map.of("sub", "deployment:shop/*")));
    Ran ran = check("careless");
    expect("the status of a check that found something", 1, ran.status(), ran);
    expectTrue(
        "words of risk", ran.out().contains("any app or deployment of shop can log in"), ran);
    say("  a role that every workload of shop can take (sub: deployment:shop/*):");
    ran.out().lines().forEach(line -> say("    %s", line));
    say("  and it ended with %d", ran.status());
  }

  private void aCarefulRole() {
    role("careful", Map.of("bound_subject", "deployment:shop/checkout/d-42"));
    Ran ran = check("careful");
    expect("the status of a check that found nothing", 0, ran.status(), ran);
    say("  the same with bound_subject=deployment:shop/checkout/d-42:");
    ran.out().lines().forEach(line -> say("    %s", line));
    say("  and it ended with %d", ran.status());
  }

  private void role(String name, Map<String, ?> bound) {
    Map<String, Object> role = new HashMap<>(bound);
    role.put("role_type", "jwt");
    role.put("user_claim", "sub");
    role.put("bound_audiences", List.of(VAULT));
    role.put("token_ttl", "15m");
    prepareVault("auth/shop/role/" + name, role);
  }

  private Ran check(String role) {
    return WorkloadProgram.run(
        Map.of(),
        "check",
        "vault",
        "--address",
        place.vault().address().toString(),
        "--mount",
        "shop",
        "--role",
        role,
        "--audience",
        VAULT,
        "--issuer",
        issuer,
        "--proof-file",
        proof.toString(),
        "--workload",
        "org=shop",
        "--workload",
        "app=checkout",
        "--workload",
        "deployment=d-42",
        "--other-workload",
        "app=cart",
        "--other-workload",
        "deployment=d-7");
  }
}
