package io.vouchsafe.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.token.Problem;
import java.time.Instant;
import java.util.Optional;

/** The claims of a JWT (RFC 7519, 4), read strictly. */
public record Claims(ObjectNode json) {
  private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final double NANOS = 1e9;

  /**
   * @throws Problem if the claim is there and is not a non-empty string
   */
  public Optional<String> text(String name) {
    return Optional.ofNullable(json.get(name)).map(value -> text(name, value));
  }

  private static String text(String name, JsonNode value) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw Refused.because("the bearer token's " + name + " is not a non-empty string");
    }
    return value.textValue();
  }

  /**
   * A NumericDate (RFC 7519, 2): any number of seconds since 1970 up to the year 9999, with a
   * fraction or an exponent or without; of a fraction at least the first 6 digits count.
   *
   * @throws Problem if the claim is there and is anything else
   */
  public Optional<Instant> instant(String name) {
    return Optional.ofNullable(json.get(name)).map(value -> instant(name, value));
  }

  private static Instant instant(String name, JsonNode value) {
    double seconds = value.doubleValue();
    if (!value.isNumber() || !(seconds >= 0 && seconds <= LATEST)) {
      throw Refused.because("the bearer token's " + name + " is not a number of seconds");
    }
    long whole = value.longValue();
    return Instant.ofEpochSecond(whole, Math.round((seconds - whole) * NANOS));
  }

  /**
   * The one {@code aud}: a string or an array of one.
   *
   * @throws Problem if there is none, or more than one
   */
  public String onlyAudience() {
    JsonNode value = json.path("aud");
    JsonNode only = value.isArray() && value.size() == 1 ? value.get(0) : value;
    if (!only.isTextual() || only.textValue().isEmpty()) {
      throw Refused.because("the bearer token must have exactly one aud");
    }
    return only.textValue();
  }
}
