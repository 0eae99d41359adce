package io.vouchsafe.agent.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.base.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How {@code vouchsafe token} prints a token. */
enum TokenFormat {
  /** The token alone. */
  JWT("jwt"),
  /** The token with its audience and its end. */
  JSON("json"),
  /** Its header and its claims, and what they mean; not the token. */
  CLAIMS("claims"),
  /** Google's executable-sourced credential (AIP-4117). */
  GOOGLE_EXECUTABLE("google-executable"),
  /** A credential plugin's answer to kubectl (client.authentication.k8s.io). */
  EXEC_CREDENTIAL("exec-credential");

  private static final String JWT_TYPE = "urn:ietf:params:oauth:token-type:jwt";
  private static final String EXEC_INFO = "KUBERNETES_EXEC_INFO";
  private static final String EXEC_VERSION = "client.authentication.k8s.io/v1";
  private static final String EXEC_BETA = "client.authentication.k8s.io/v1beta1";

  private final String word;

  TokenFormat(String word) {
    this.word = word;
  }

  static TokenFormat parse(String text) throws Fault {
    for (TokenFormat format : values()) {
      if (format.word.equals(text)) {
        return format;
      }
    }
    throw Fault.misused("--format is one of %s, not '%s'".formatted(words(), text));
  }

  static String words() {
    return Arrays.stream(values()).map(format -> format.word).collect(Collectors.joining(", "));
  }

  /** What is printed, without the end of its last line. */
  String print(IdToken token, Surroundings surroundings) {
    return switch (this) {
      case JWT -> token.compact();
      case JSON -> json(token);
      case CLAIMS -> ClaimsInWords.of(token.jwt(), surroundings.clock().instant());
      case GOOGLE_EXECUTABLE -> executable(token);
      case EXEC_CREDENTIAL -> execCredential(token, surroundings);
    };
  }

  private static String json(IdToken token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("token", token.compact());
    json.put("audience", String.join(" ", token.jwt().audiences()));
    json.put("expires_at", token.expiresAt().toString());
    return json.toString();
  }

  private static String executable(IdToken token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", 1);
    json.put("success", true);
    json.put("token_type", JWT_TYPE);
    json.put("id_token", token.compact());
    json.put("expiration_time", token.expiresAt().getEpochSecond());
    return json.toString();
  }

  /** How Google's clients are told why there is no token: they show code and message. */
  static String executableFailure(Fault fault) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", 1);
    json.put("success", false);
    json.put("code", fault.code().name());
    json.put("message", fault.getMessage());
    return json.toString();
  }

  private static String execCredential(IdToken token, Surroundings surroundings) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("kind", "ExecCredential");
    json.put("apiVersion", execVersion(surroundings.variable(EXEC_INFO)));
    json.putObject("spec").put("interactive", false);
    json.putObject("status")
        .put("token", token.compact())
        .put("expirationTimestamp", token.expiresAt().toString());
    return json.toString();
  }

  /** The version that kubectl asks for. */
  private static String execVersion(Optional<String> info) {
    try {
      return info.isPresent()
              && StrictJson.FILE
                  .object(info.get().getBytes(StandardCharsets.UTF_8))
                  .path("apiVersion")
                  .asText()
                  .equals(EXEC_BETA)
          ? EXEC_BETA
          : EXEC_VERSION;
    } catch (StrictJson.Fault e) {
      return EXEC_VERSION;
    }
  }
}
