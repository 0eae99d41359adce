package io.vouchsafe.vault;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A response-wrapped secret: unwrapped once, since Vault does so only once, and then kept in memory
 * for every later login, until its file has another wrapping token. Only success is kept, so that
 * an outage at the first try does no lasting harm (Vault API, {@code /sys/wrapping/unwrap}).
 *
 * <p>An unwrapping that was sent and gave no secret may have used the wrapping token up. So it has
 * a long timeout of its own, and is remembered: a later refusal is then not taken for somebody
 * else's deed. For one thread at a time, as {@link SingleLogin} is.
 */
final class WrappedSecret implements Secret {
  private final String property;
  private final Secret wrappingToken;
  private final Duration timeout;
  private final List<JsonPointer> places;

  private String unwrapped = "";
  private String secret;
  private Lost lost = new Lost("", Instant.EPOCH, "");

  /** A wrapping token that was sent at some time, and why its secret did not come back. */
  private record Lost(String token, Instant at, String why) {}

  /**
   * @param property the name of the setting, for messages
   * @param timeout of unwrapping
   * @param places where in the answer the secret may be, the likeliest first
   */
  WrappedSecret(String property, Secret wrappingToken, Duration timeout, String... places) {
    this.property = property;
    this.wrappingToken = wrappingToken;
    this.timeout = timeout;
    this.places = Stream.of(places).map(JsonPointer::compile).toList();
  }

  @Override
  public void prepare(VaultHttp vault, Instant now) {
    Deadline deadline = Deadline.in(timeout);
    String token =
        ConfiguredSecret.revealedHeader(
            property, WrapFile.token(wrappingToken.reveal(vault, deadline)));
    if (!token.equals(unwrapped)) {
      secret = unwrap(token, vault, deadline, now.truncatedTo(ChronoUnit.SECONDS));
      unwrapped = token;
    }
  }

  @Override
  public String reveal(VaultHttp vault, Deadline deadline) {
    return secret;
  }

  @Override
  public String state() {
    return wrappingToken.state();
  }

  private String unwrap(String token, VaultHttp vault, Deadline deadline, Instant now) {
    VaultAnswer answer;
    try {
      answer = vault.post(VaultOperation.UNWRAP, "sys/wrapping/unwrap", Map.of(), token, deadline);
      if (answer.good()) {
        return secretOf(answer);
      }
    } catch (VaultFailure failure) {
      if (failure.sent()) {
        lost = new Lost(token, now, failure.getMessage());
      }
      throw failure;
    }
    VaultFailure failure = answer.failure();
    if (answer.status() == 400 || answer.forbidden()) {
      throw new VaultFailure(VaultFailure.Kind.LOGIN_REFUSED, refusal(token));
    }
    lost = new Lost(token, now, failure.getMessage());
    throw failure;
  }

  private String refusal(String token) {
    return lost.token().equals(token)
        ? "%s was sent to Vault at %s, its secret did not come back (%s), and now Vault does not know it: we have used it up, so wrap a new one"
            .formatted(property, lost.at(), lost.why())
        : property
            + " has expired, or was used before: by an earlier start of this service, or by somebody else (find out who); wrap a new one";
  }

  private String secretOf(VaultAnswer answer) {
    JsonNode whole = answer.whole();
    Optional<String> found =
        places.stream()
            .map(whole::at)
            .filter(JsonNode::isTextual)
            .map(JsonNode::textValue)
            .findFirst();
    return found.orElseThrow(
        () ->
            new VaultFailure(
                VaultFailure.Kind.LOGIN_REFUSED, property + " does not wrap what it is set for"));
  }
}
