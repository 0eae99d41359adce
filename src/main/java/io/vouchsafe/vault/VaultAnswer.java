package io.vouchsafe.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.vault.client.common.VaultRequest;
import io.quarkus.vault.client.common.VaultResponse;
import io.vouchsafe.base.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * An answer of Vault, of any status. Read as a tree, so that a native image needs no list of
 * classes and unknown members do no harm.
 */
public final class VaultAnswer {
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(60);
  private static final int TOO_EARLY = 412;
  private static final int FIRST_OF_GOOD = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;
  private static final String NOTHING = "{\"errors\":[]}";
  private static final byte[] NO_NAMES = "{\"data\":{\"keys\":[]}}".getBytes(UTF_8);

  private final int status;
  private final List<Map.Entry<String, String>> headers;
  private final byte[] body;
  private final AddressNames names;

  private VaultAnswer(
      int status, List<Map.Entry<String, String>> headers, byte[] body, AddressNames names) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.names = names;
  }

  /** Reads nothing of it yet: most answers are asked for neither of their times. */
  static VaultAnswer of(VaultResponse<?> response, AddressNames names) {
    VaultAnswer answer =
        new VaultAnswer(
            response.getStatusCode(),
            response.getHeaders(),
            response.getBody().orElseGet(() -> new byte[0]),
            names);
    return response.getRequest().getMethod() == VaultRequest.Method.LIST && answer.listsNothing()
        ? new VaultAnswer(FIRST_OF_GOOD, answer.headers, NO_NAMES, names)
        : answer;
  }

  /**
   * Vault answers 404 where a list is empty, with no error. With one, such as a mount that is not
   * there, or with a warning, as a KV engine of version 2 does, there is no such list.
   */
  private boolean listsNothing() {
    return status == NOT_FOUND && new String(body, UTF_8).strip().equals(NOTHING);
  }

  /**
   * The names of a list.
   *
   * @throws VaultFailure of kind GARBLED if there are none
   */
  List<String> names() {
    JsonNode keys = object("data").path("keys");
    if (!keys.isArray()
        || StreamSupport.stream(keys.spliterator(), false)
            .anyMatch(Predicate.not(JsonNode::isTextual))) {
      throw VaultFailure.garbled();
    }
    return StreamSupport.stream(keys.spliterator(), false).map(JsonNode::textValue).toList();
  }

  Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static Optional<Instant> instant(String httpDate) {
    try {
      return Optional.of(
          ZonedDateTime.parse(httpDate, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Whole seconds of a {@code Retry-After} (RFC 9110, 10.2.3), at least 1 and at most 60. */
  private static Optional<Duration> seconds(String value) {
    try {
      long seconds = Long.parseLong(value.strip());
      return Optional.of(
          Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_RETRY_AFTER.toSeconds())));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The settings of the address that answered. */
  AddressNames addressNames() {
    return names;
  }

  int status() {
    return status;
  }

  /** The answer's {@code Date} (RFC 9110, 6.6.1), in whole seconds. */
  public Optional<Instant> date() {
    return header("Date").flatMap(VaultAnswer::instant);
  }

  Optional<Duration> retryAfter() {
    return header("Retry-After").flatMap(VaultAnswer::seconds);
  }

  boolean good() {
    return status >= 200 && status < 300;
  }

  boolean forbidden() {
    return status == 403;
  }

  /**
   * The member {@code name} of the answer, an object.
   *
   * @throws VaultFailure of kind GARBLED if there is none
   */
  public JsonNode object(String name) {
    JsonNode member = whole().path(name);
    if (!member.isObject()) {
      throw VaultFailure.garbled();
    }
    return member;
  }

  /**
   * The whole answer; an object without members where it is empty or a JSON value of another type.
   *
   * @throws VaultFailure of kind GARBLED if it is not JSON
   */
  ObjectNode whole() {
    try {
      return StrictJson.VAULT.object(body);
    } catch (StrictJson.Fault e) {
      if (e.reason() == StrictJson.Reason.NO_OBJECT) {
        return JsonNodeFactory.instance.objectNode();
      }
      throw VaultFailure.garbled();
    }
  }

  /** Whether one of Vault's error texts holds {@code words}. */
  boolean complainsOf(String words) {
    return errors().stream().anyMatch(error -> error.contains(words));
  }

  /** Vault's error texts, for {@link VaultWords} alone; none where it is not JSON. */
  List<String> errors() {
    try {
      return StreamSupport.stream(whole().path("errors").spliterator(), false)
          .map(JsonNode::asText)
          .toList();
    } catch (VaultFailure notJson) {
      return List.of();
    }
  }

  /**
   * Whether Vault lacks what an earlier answer of it promised, and asks to try again in a moment: a
   * standby that has not caught up with the login (Vault, consistency: 412).
   */
  boolean tooEarly() {
    return status == TOO_EARLY;
  }

  /**
   * Checks that it is one that Vault gives: a proxy's success says nothing of what Vault did.
   *
   * @throws VaultFailure of kind GARBLED if it is good and of a status that Vault never gives
   */
  void checkIsOf(VaultOperation operation) {
    if (good() && operation.answersNothing() && status != NO_CONTENT) {
      throw VaultFailure.notVaults(status);
    }
  }

  /** The failure that an answer other than {@link #good()} stands for. */
  VaultFailure failure() {
    return new FailedAnswer(this).failure();
  }

  /** Whether it is a page for people, which Vault's API never answers. */
  boolean isPage() {
    for (byte octet : body) {
      if (octet > ' ') {
        return octet == '<';
      }
    }
    return false;
  }
}
