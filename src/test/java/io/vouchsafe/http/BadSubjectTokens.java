package io.vouchsafe.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.testing.Stage;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Subject tokens that no exchange takes, each with one thing wrong with it. */
final class BadSubjectTokens {
  private BadSubjectTokens() {}

  private static Arguments changed(String name, Consumer<ObjectNode> change) {
    return arguments(name, SubjectTokens.GITHUB.token(change));
  }

  static Stream<Arguments> all() {
    String good = SubjectTokens.GITHUB.token();
    String[] parts = good.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8);
    String rs256 = "{\"alg\":\"RS256\",\"kid\":\"theirs\",\"typ\":\"%s\"}";
    return Stream.of(
        arguments("no JWT", "not-a-jwt"),
        arguments("a space after it", good + " "),
        arguments("another signature", parts[0] + "." + parts[1] + "." + "A".repeat(342)),
        arguments(
            "another key",
            Jwts.signed(
                rs256.formatted("JWT"), claims, Jwts.OTHER_RSA.getPrivate(), "SHA256withRSA")),
        arguments("unsigned", Jwts.b64("{\"alg\":\"none\"}") + "." + parts[1] + "."),
        arguments(
            "signed with the public key",
            Jwts.hmac(
                "{\"alg\":\"HS256\",\"kid\":\"theirs\"}",
                claims,
                Jwts.RSA.getPublic().getEncoded())),
        arguments("a grant by its type", signed(rs256.formatted("grant+jwt"), claims)),
        arguments("a logout", signed(rs256.formatted("logout+jwt"), claims)),
        arguments("an access token where none is taken", signed(rs256.formatted("at+jwt"), claims)),
        changed("expired", it -> it.put("exp", 1_000_000_000)),
        changed("without an end", it -> it.remove("exp")),
        changed("not valid yet", it -> it.put("nbf", it.path("iat").asLong() + 3600)),
        changed("for years", it -> it.put("exp", it.path("iat").asLong() + 90_000)),
        changed("for somebody else", it -> it.put("aud", "https://other.example")),
        changed("for brokers", it -> it.put("aud", Stage.PROOF_AUDIENCE)),
        changed("for two", it -> it.putArray("aud").add(ExchangeStage.AUDIENCE).add("x")),
        changed("for none", it -> it.remove("aud")),
        changed("of nobody", it -> it.put("iss", "https://nobody.example")),
        changed("of another trusted issuer", it -> it.put("iss", SubjectTokens.GITLAB.issuer())),
        changed("without a subject", it -> it.put("sub", "")),
        changed("for an actor", it -> it.putObject("act").put("sub", "x")),
        changed("bound to a key", it -> it.putObject("cnf").put("jkt", "x")),
        changed("another owner", it -> it.put("repository_owner_id", "66")),
        changed("an owner that is a number", it -> it.put("repository_owner_id", 65)),
        changed("an owner that is a list", it -> it.putArray("repository_owner_id").add("65")),
        changed("no owner", it -> it.remove("repository_owner_id")),
        changed("no environment", it -> it.remove("environment")),
        changed("another environment", it -> it.put("environment", "prod ")),
        changed("another repository", it -> it.put("repository", "octo-org-evil/x")),
        changed("an unseen character", it -> it.put("repository", "octo-org/x\u200b")));
  }

  private static String signed(String header, String claims) {
    return Jwts.signed(header, claims, Jwts.RSA.getPrivate(), "SHA256withRSA");
  }
}
