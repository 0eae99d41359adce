package io.vouchsafe.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vouchsafe.token.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  private final String path;
  private final JsonNode object;

  private JsonBody(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  /**
   * @param allowed the members that the object may have
   */
  static JsonBody parse(byte[] body, Set<String> allowed) {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw Problem.of(Problem.Kind.INVALID_REQUEST, "the body is not valid JSON" + where(e));
    } catch (IOException e) {
      throw Problem.of(Problem.Kind.INVALID_REQUEST, "the body is not valid JSON");
    }
    if (root == null || !root.isObject()) {
      throw Problem.of(Problem.Kind.INVALID_REQUEST, "the body must be a JSON object");
    }
    return new JsonBody("", root).only(allowed);
  }

  private static String where(JsonProcessingException e) {
    String what =
        e.getOriginalMessage().startsWith("Duplicate field")
            ? " (a member stands in it twice)"
            : e.getOriginalMessage().contains("nesting depth") ? " (it is nested too deeply)" : "";
    return e.getLocation() == null
        ? what
        : "%s at line %d, column %d"
            .formatted(what, e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private JsonBody only(Set<String> allowed) {
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!allowed.contains(name)) {
                throw Problem.invalid(
                    path.isEmpty() ? "the body" : path,
                    "has an unknown member; known are "
                        + String.join(", ", allowed.stream().sorted().toList()));
              }
            });
    return this;
  }

  String path(String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name));
  }

  Optional<String> string(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isTextual()) {
                throw Problem.invalid(path(name), "must be a string");
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
                throw Problem.invalid(path(name), "must be a whole number of seconds");
              }
              return Duration.ofSeconds(value.intValue());
            });
  }

  Optional<List<String>> strings(String name) {
    return member(name)
        .map(
            value -> {
              if (!value.isArray()) {
                throw Problem.invalid(path(name), "must be a list of strings");
              }
              List<String> strings = new ArrayList<>();
              value.forEach(
                  element -> {
                    if (!element.isTextual()) {
                      throw Problem.invalid(path(name), "must be a list of strings");
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
                throw Problem.invalid(path(name), "must be an object");
              }
              Map<String, JsonNode> members = new java.util.LinkedHashMap<>();
              value.properties().forEach(entry -> members.put(entry.getKey(), entry.getValue()));
              return members;
            });
  }

  /** An object inside this one. */
  static JsonBody within(String path, JsonNode value, Set<String> allowed) {
    if (!value.isObject()) {
      throw Problem.invalid(path, "must be an object");
    }
    return new JsonBody(path, value).only(allowed);
  }
}
