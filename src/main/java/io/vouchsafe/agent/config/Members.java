package io.vouchsafe.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.file.FileMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An object of the configuration, whose members are read by name. */
final class Members {
  private static final int HIGHEST_PORT = 65_535;

  private final String path;
  private final ObjectNode object;

  Members(String path, ObjectNode object) {
    this.path = path;
    this.object = object;
  }

  private Optional<JsonNode> member(String name) {
    return Optional.ofNullable(object.get(name));
  }

  /** What a member is called in a message, such as {@code workloads[0].socket.path}. */
  String name(String member) {
    return path.isEmpty() ? member : path + "." + member;
  }

  Fault fault(String member, String what) {
    return Fault.misused(name(member) + " " + what);
  }

  /** A text that is not empty. */
  Optional<String> text(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && (!value.get().isTextual() || value.get().asText().isEmpty())) {
      throw fault(name, "is a text that is not empty");
    }
    return value.map(JsonNode::asText);
  }

  String neededText(String name) throws Fault {
    return text(name).orElseThrow(() -> fault(name, "is missing"));
  }

  boolean flag(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw fault(name, "is true or false");
    }
    return value.map(JsonNode::asBoolean).orElse(false);
  }

  /** Who may read a file, as a text in octal. */
  FileMode mode(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    return value.isEmpty()
        ? FileMode.OWNER
        : FileMode.parse(
            name(name), value.get().isTextual() ? value.get().asText() : value.get().toString());
  }

  /** A number of seconds, or a text such as {@code 5m}. */
  Optional<Duration> time(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(Durations.parse(name(name), value.get().asText()));
  }

  Optional<Integer> number(String name, int highest) throws Fault {
    Optional<JsonNode> value = member(name);
    if (value.isPresent()) {
      JsonNode number = value.get();
      if (!number.isIntegralNumber() || !number.canConvertToInt() || !in(number.asInt(), highest)) {
        throw fault(name, "is a number from 0 to " + highest);
      }
    }
    return value.map(JsonNode::asInt);
  }

  private static boolean in(int number, int highest) {
    return number >= 0 && number <= highest;
  }

  /** A port; 0 is one that is free. */
  int port(String name) throws Fault {
    return number(name, HIGHEST_PORT).orElseThrow(() -> fault(name, "is missing"));
  }

  Optional<Members> object(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isObject()) {
      throw fault(name, "is an object");
    }
    return value.map(node -> new Members(name(name), (ObjectNode) node));
  }

  /** The object itself, for members of any name. */
  ObjectNode tree() {
    return object;
  }

  List<Members> objects(String name) throws Fault {
    Optional<JsonNode> value = member(name);
    if (value.isPresent() && !value.get().isArray()) {
      throw fault(name, "is a list");
    }
    List<Members> objects = new ArrayList<>();
    if (value.isPresent()) {
      for (JsonNode element : value.get()) {
        String place = "%s[%d]".formatted(name(name), objects.size());
        if (!(element instanceof ObjectNode node)) {
          throw Fault.misused(place + " is an object");
        }
        objects.add(new Members(place, node));
      }
    }
    return objects;
  }

  /**
   * Looks for members that there are not, before any is read.
   *
   * @param names of all that there are
   * @return this
   * @throws Fault if there is another
   */
  Members only(String... names) throws Fault {
    Set<String> known = Set.of(names);
    List<String> unknown = new ArrayList<>();
    object
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!known.contains(name)) {
                unknown.add(name(name));
              }
            });
    if (!unknown.isEmpty()) {
      throw Fault.misused(
          "unknown member%s %s"
              .formatted(unknown.size() == 1 ? "" : "s", String.join(", ", unknown)));
    }
    return this;
  }
}
