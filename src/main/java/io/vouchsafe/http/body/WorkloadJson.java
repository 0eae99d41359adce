package io.vouchsafe.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads the workload that a broker names. */
public final class WorkloadJson {
  private WorkloadJson() {}

  /**
   * The member {@code workload} of {@code body}.
   *
   * @throws Problem if it is not a workload; the problem names the attribute
   */
  public static Optional<Workload> read(JsonBody body) {
    return body.members("workload").map(WorkloadJson::workload);
  }

  private static Workload workload(Map<String, JsonNode> members) {
    TreeMap<String, AttributeValue> attributes = new TreeMap<>();
    members.forEach(
        (name, value) -> {
          Workload.checkName(name);
          attributes.put(name, attribute("workload." + name, value));
        });
    return new Workload(attributes);
  }

  private static AttributeValue attribute(String path, JsonNode value) {
    if (value.isTextual()) {
      return of(path, () -> new AttributeValue.Text(value.textValue()));
    }
    if (value.isBoolean()) {
      return new AttributeValue.Flag(value.booleanValue());
    }
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return of(path, () -> new AttributeValue.Whole(value.longValue()));
    }
    if (value.isArray()) {
      List<String> texts = texts(path, value);
      return of(path, () -> new AttributeValue.Texts(texts));
    }
    throw kind(path);
  }

  private static AttributeValue of(String path, Supplier<AttributeValue> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw Problem.invalid(path, e.getMessage());
    }
  }

  private static List<String> texts(String path, JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : array) {
      if (!element.isTextual()) {
        throw kind(path);
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  private static Problem kind(String path) {
    return Problem.invalid(
        path, "must be a string, a whole number, a boolean or a list of strings");
  }
}
