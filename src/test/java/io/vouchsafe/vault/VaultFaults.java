package io.vouchsafe.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Request;
import io.vouchsafe.testing.BreakingProxy.Response;
import java.time.Duration;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** What can be wrong with the answers of Vault, each with a name for the test. */
final class VaultFaults {
  private VaultFaults() {}

  private static Fault half() {
    return Fault.rewrite(body -> body.substring(0, body.length() / 2));
  }

  private static Fault redirect() {
    return (request, upstream) -> {
      var answer = Fault.answer(307, "").apply(request, upstream);
      var headers = new TreeMap<>(answer.headers());
      headers.put("location", "http://elsewhere.example" + request.target());
      return new Response(answer.status(), headers, answer.body(), answer.sent());
    };
  }

  /** Faults in which Vault, or what is in its place, does not answer the question. */
  static Stream<Arguments> outages() {
    return Stream.of(
        arguments("slow beyond the deadline", Fault.delay(Duration.ofSeconds(3)), "in time"),
        arguments("reset", Fault.reset(), "cannot be reached"),
        arguments("half an answer, then the end", Fault.truncate(), "cannot be reached"),
        arguments("denying", Fault.answer(403, "{\"errors\":[\"permission denied\"]}"), "refused"),
        arguments("throttling", Fault.answer(429, "{\"errors\":[\"quota\"]}"), "rate"),
        arguments("not found", Fault.answer(404, "{\"errors\":[]}"), "refused"),
        arguments("refusing the request", Fault.answer(400, "{\"errors\":[\"no\"]}"), "refused"),
        arguments("failing", Fault.answer(500, "{\"errors\":[\"internal error\"]}"), "failed"),
        arguments("a standby that does not serve", Fault.answer(473, ""), "failed"),
        arguments("failing in HTML", Fault.answer(502, "<html>Bad Gateway</html>"), "failed"),
        arguments(
            "sealed, it says", Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"), "sealed"),
        arguments("pointing elsewhere", redirect(), "failed"));
  }

  /** Faults in which something answers, and the answer is no signature of ours. */
  static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        arguments("another version", Fault.rewrite(VaultFaults::laterVersion)),
        arguments(
            "another version in the signature alone",
            Fault.rewrite(body -> body.replaceAll("vault:v\\d+:", "vault:v99:"))),
        arguments(
            "another version beside the signature alone",
            Fault.rewrite(body -> body.replaceAll("(\"key_version\":)\\d+", "$199"))),
        arguments(
            "no version",
            Fault.rewrite(body -> body.replaceAll("\"key_version\":\\d+", "\"other\":1"))),
        arguments("a changed signature", Fault.rewrite(VaultFaults::changedSignature)),
        arguments("a signature of nothing", Fault.rewrite(body -> signature(body, "AAAA"))),
        arguments("an empty signature", Fault.rewrite(body -> signature(body, ""))),
        arguments("the signature of another token", anotherDigest()),
        arguments("half a JSON", half()),
        arguments("a JSON without a signature", Fault.answer(200, "{\"data\":{}}")),
        arguments("a JSON of another kind", Fault.answer(200, "[1]")),
        arguments("null", Fault.answer(200, "null")),
        arguments("garbage", Fault.answer(200, "\u0000\u0001 x")),
        arguments("HTML", Fault.answer(200, "<html><body>Log in to the Wi-Fi</body></html>")),
        arguments("nothing", Fault.answer(200, "")),
        arguments("nothing, and says so", Fault.answer(204, "")));
  }

  private static String laterVersion(String body) {
    return body.replaceAll("vault:v\\d+:", "vault:v99:")
        .replaceAll("(\"key_version\":)\\d+", "$199");
  }

  private static String signature(String body, String signature) {
    return body.replaceAll("(vault:v\\d+:)[^\"]*", "$1" + signature);
  }

  /** One bit in the middle of it is another one. */
  private static String changedSignature(String body) {
    int at = body.indexOf("vault:v") + 60;
    char other = body.charAt(at) == 'A' ? 'B' : 'A';
    return body.substring(0, at) + other + body.substring(at + 1);
  }

  private static Fault anotherDigest() {
    return (request, upstream) -> {
      String body = new String(request.body(), UTF_8);
      String other =
          body.replaceAll("(\"input\":\")[^\"]*", "$1AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
      assertNotEquals(body, other);
      return upstream.answer(
          new Request(
              request.method(),
              request.path(),
              request.target(),
              request.headers(),
              other.getBytes(UTF_8)));
    };
  }

  /** Readings of a key that nobody may believe. */
  static Stream<Arguments> wrongReadings() {
    return Stream.of(
        arguments(
            "no version",
            Fault.rewrite(body -> body.replaceAll("\"keys\":\\{.*?\\}\\}", "\"keys\":{}"))),
        arguments(
            "a version that it does not show",
            Fault.rewrite(body -> body.replaceAll("(\"latest_version\":)(\\d+)", "$1" + "9"))),
        arguments(
            "a lower newest version",
            Fault.rewrite(body -> body.replaceAll("(\"latest_version\":)(\\d+)", "$10"))),
        arguments(
            "a gap",
            Fault.rewrite(body -> body.replaceFirst("\"keys\":\\{\"\\d+\"", "\"keys\":{\"7\""))),
        arguments(
            "a minimum above its newest version",
            Fault.rewrite(body -> body.replaceAll("(\"min_encryption_version\":)\\d+", "$199"))),
        arguments(
            "another type",
            Fault.rewrite(body -> body.replaceAll("(\"type\":\")[^\"]*", "$1ed25519"))),
        arguments(
            "a public key that is none",
            Fault.rewrite(
                body ->
                    body.replaceAll(
                        "BEGIN PUBLIC KEY-----[^-]*", "BEGIN PUBLIC KEY-----\\\\nAAAA\\\\n"))),
        arguments(
            "no time of creation",
            Fault.rewrite(
                body -> body.replaceAll("\"creation_time\":\"[^\"]*\"", "\"creation_time\":\"\""))),
        arguments("half a JSON", half()),
        arguments("a JSON of another kind", Fault.answer(200, "{\"data\":{}}")),
        arguments("null", Fault.answer(200, "null")),
        arguments("HTML", Fault.answer(200, "<html>")),
        arguments("nothing", Fault.answer(200, "")),
        arguments("that there is no key", Fault.answer(404, "{\"errors\":[]}")),
        arguments("that it fails", Fault.answer(500, "{\"errors\":[]}")),
        arguments("nothing in time", Fault.delay(Duration.ofSeconds(3))));
  }
}
