package io.vouchsafe.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.StrictJson;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * A JSON object of a request, read strictly: no member twice, none unknown, no value of another
 * type turned into the wanted one. Every failure names the member and never repeats its value.
 */
public final class JsonBody {
  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a whole body.
   *
   * @param allowed the members that the object may have
   * @throws Problem if the body is not one JSON object in UTF-8 with these members alone
   */
  public static JsonBody parse(byte[] body, Set<String> allowed) {
    JsonNode root = tree(body);
    if (!encodable(root)) {
      throw malformed("has text that is not valid Unicode: half of a surrogate pair");
    }
    return of("the body", root, allowed);
  }

  /**
   * Reads an object inside another one; its failures name members relative to it.
   *
   * @throws Problem if it is not an object with the {@code allowed} members alone
   */
  public static JsonBody entry(JsonNode entry, Set<String> allowed) {
    if (!entry.isObject()) {
      throw Problem.of(Problem.Kind.INVALID_REQUEST, "the entry must be an object");
    }
    return of("the entry", entry, allowed);
  }

  private static JsonBody of(String where, JsonNode object, Set<String> allowed) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    Unknown.refuse(where, names, allowed);
    return new JsonBody(object);
  }

  private static JsonNode tree(byte[] body) {
    try {
      return StrictJson.BODY.object(body);
    } catch (StrictJson.Fault fault) {
      throw malformed(
          switch (fault.reason()) {
            case NOT_UTF8 -> "is not valid UTF-8";
            case NO_OBJECT -> "must be a JSON object";
            case MALFORMED -> invalid("", fault);
            case MEMBER_TWICE -> invalid(" (a member occurs twice)", fault);
            case TOO_DEEP -> invalid(" (it is nested too deeply)", fault);
            case TOO_LONG -> invalid(" (a name or a number is too long)", fault);
          });
    }
  }

  private static String invalid(String why, StrictJson.Fault fault) {
    String where =
        fault
            .place()
            .map(place -> " at line %d, column %d".formatted(place.line(), place.column()))
            .orElse("");
    return "is not valid JSON" + why + where;
  }

  private static Problem malformed(String detail) {
    return Problem.of(Problem.Kind.INVALID_REQUEST, "the body " + detail);
  }

  private static boolean encodable(JsonNode node) {
    return Utf8.encodable(node.asText())
        && node.properties().stream().map(Map.Entry::getKey).allMatch(Utf8::encodable)
        && StreamSupport.stream(node.spliterator(), false).allMatch(JsonBody::encodable);
  }

  /** The member as it came in. */
  public Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name));
  }

  /**
   * A string.
   *
   * @throws Problem if the member has another type
   */
  public Optional<String> string(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw Problem.invalid(name, "must be a string");
              }
              return value.textValue();
            });
  }

  /**
   * A duration in whole seconds.
   *
   * @throws Problem if the member is not an integer of 32 bits
   */
  public Optional<Duration> seconds(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw Problem.invalid(name, "must be a whole number of seconds");
              }
              return Duration.ofSeconds(value.intValue());
            });
  }

  /**
   * A list of strings.
   *
   * @throws Problem if the member has another type
   */
  public Optional<List<String>> strings(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isArray()) {
                throw Problem.invalid(name, "must be a list of strings");
              }
              List<String> strings = new ArrayList<>();
              value.forEach(
                  element -> {
                    if (!element.isTextual()) {
                      throw Problem.invalid(name, "must be a list of strings");
                    }
                    strings.add(element.textValue());
                  });
              return List.copyOf(strings);
            });
  }

  /**
   * An object's members, in their order.
   *
   * @throws Problem if the member has another type
   */
  public Optional<Map<String, JsonNode>> members(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isObject()) {
                throw Problem.invalid(name, "must be an object");
              }
              Map<String, JsonNode> members = new java.util.LinkedHashMap<>();
              value.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
              return members;
            });
  }
}
