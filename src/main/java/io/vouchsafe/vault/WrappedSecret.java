package io.vouchsafe.vault;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A response-wrapped secret: unwrapped once, since Vault does so only once, and then kept in memory
 * for every later login. Only success is kept, so that an outage at the first try does no lasting
 * harm (Vault API, {@code /sys/wrapping/unwrap}).
 */
final class WrappedSecret implements Secret {
  private final String property;
  private final String wrappingToken;
  private final List<JsonPointer> places;
  private volatile String secret;

  /**
   * @param property the name of the setting, for messages
   * @param places where in the answer the secret may be, the likeliest first
   */
  WrappedSecret(String property, String wrappingToken, String... places) {
    this.property = property;
    this.wrappingToken = wrappingToken;
    this.places = Stream.of(places).map(JsonPointer::compile).toList();
  }

  @Override
  public String reveal(VaultHttp vault, Deadline deadline) {
    if (secret == null) {
      secret = unwrap(vault, deadline);
    }
    return secret;
  }

  private String unwrap(VaultHttp vault, Deadline deadline) {
    VaultAnswer answer =
        vault.post(VaultOperation.UNWRAP, "sys/wrapping/unwrap", Map.of(), wrappingToken, deadline);
    if (answer.status() == 400 || answer.forbidden()) {
      throw new VaultFailure(
          VaultFailure.Kind.LOGIN_REFUSED,
          property
              + " has expired, or somebody else has used it (find out who): wrap a new one, set it and restart");
    }
    if (!answer.good()) {
      throw answer.failure();
    }
    JsonNode whole = answer.whole();
    return places.stream()
        .map(whole::at)
        .filter(JsonNode::isTextual)
        .map(JsonNode::textValue)
        .findFirst()
        .orElseThrow(
            () ->
                new VaultFailure(
                    VaultFailure.Kind.LOGIN_REFUSED,
                    property + " does not wrap what it is set for"));
  }
}
