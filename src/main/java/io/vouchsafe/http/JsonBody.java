package io.vouchsafe.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
final class JsonBody {
  private static final int MAX_DEPTH = 16;
  private static final int MAX_NUMBER_LENGTH = 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private JsonBody(JsonNode object) {
    this.object = object;
  }

  /**
   * @param allowed the members that the object may have
   */
  static JsonBody parse(byte[] body, Set<String> allowed) {
    JsonNode root = tree(Utf8.text(body).orElseThrow(() -> malformed("is not valid UTF-8")));
    if (!root.isObject()) {
      throw malformed("must be a JSON object");
    }
    if (!encodable(root)) {
      throw malformed("has text that is no Unicode: half of a surrogate pair");
    }
    return of("the body", root, allowed);
  }

  /** An object inside another one, whose failures name members as they stand in it alone. */
  static JsonBody entry(JsonNode entry, Set<String> allowed) {
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

  private static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw malformed("is not valid JSON" + where(e));
    }
  }

  private static Problem malformed(String detail) {
    return Problem.of(Problem.Kind.INVALID_REQUEST, "the body " + detail);
  }

  private static boolean encodable(JsonNode node) {
    return Utf8.encodable(node.asText())
        && node.properties().stream().map(Map.Entry::getKey).allMatch(Utf8::encodable)
        && StreamSupport.stream(node.spliterator(), false).allMatch(JsonBody::encodable);
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? what(e)
        : "%s at line %d, column %d"
            .formatted(what(e), e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static String what(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      return " (a member stands in it twice)";
    }
    if (message.contains("nesting depth")) {
      return " (it is nested too deeply)";
    }
    return e instanceof StreamConstraintsException ? " (a name or a number is too long)" : "";
  }

  Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name));
  }

  Optional<String> string(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw Problem.invalid(name, "must be a string");
              }
              return value.textValue();
            });
  }

  /** A duration in whole seconds. */
  Optional<Duration> seconds(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw Problem.invalid(name, "must be a whole number of seconds");
              }
              return Duration.ofSeconds(value.intValue());
            });
  }

  Optional<List<String>> strings(String name) {
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

  Optional<Map<String, JsonNode>> members(String name) {
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
