package io.vouchsafe.config;

import static java.util.stream.Collectors.joining;

import io.smallrye.config.ConfigMappingInterface;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One declared setting.
 *
 * @param pattern its name, with {@code *} in place of a name of the operator's choice
 * @param type what a value, or an element of a list, becomes
 * @param list whether it has several elements, with commas between them
 * @param optional whether it may be empty
 * @param required whether there must be a value
 * @param variable the form of its environment variable
 */
record KnownSetting(
    String pattern,
    List<String> segments,
    Class<?> type,
    boolean list,
    boolean optional,
    boolean required,
    Pattern variable) {
  static final String ANY = "*";
  private static final String WORDS = "[A-Z0-9]+(?:_[A-Z0-9]+)*";
  private static final String INDEX = "(?:_[0-9]+_)?";

  /** All that a mapping declares. */
  static Stream<KnownSetting> of(Class<?> mapping) {
    ConfigMappingInterface declared = ConfigMappingInterface.getConfigurationInterface(mapping);
    return in(ConfigClass.configClass(mapping).getPrefix(), declared);
  }

  private static Stream<KnownSetting> in(String group, ConfigMappingInterface declared) {
    return Stream.of(declared.getProperties())
        .flatMap(
            property ->
                of(
                    property.isParentPropertyName()
                        ? group
                        : group + "." + property.getPropertyName(declared.getNamingStrategy()),
                    property,
                    false,
                    true));
  }

  private static Stream<KnownSetting> of(
      String name, Property property, boolean optional, boolean required) {
    if (property.isGroup()) {
      return in(name, property.asGroup().getGroupType());
    }
    if (property.isOptional()) {
      return of(name, property.asOptional().getNestedProperty(), true, false);
    }
    if (property.isMap()) {
      return of(name + "." + ANY, property.asMap().getValueProperty(), false, false);
    }
    Property value = property.isCollection() ? property.asCollection().getElement() : property;
    return value.isPrimitive() || value.isLeaf()
        ? Stream.of(value(name, property, value, optional, required))
        : Stream.empty();
  }

  private static KnownSetting value(
      String pattern, Property property, Property value, boolean optional, boolean required) {
    List<String> segments = SettingName.segments(pattern);
    return new KnownSetting(
        pattern,
        segments,
        value.isPrimitive() ? value.asPrimitive().getBoxType() : value.asLeaf().getValueRawType(),
        property.isCollection(),
        optional,
        required && !value.hasDefaultValue(),
        variable(segments, property.isCollection()));
  }

  private static Pattern variable(List<String> segments, boolean list) {
    String words =
        segments.stream()
            .map(segment -> segment.equals(ANY) ? "(" + WORDS + ")" : Variables.of(segment))
            .collect(joining("_"));
    return Pattern.compile(words + (list ? INDEX : ""));
  }

  boolean matches(List<String> name) {
    return name.size() == segments.size() && beginsLike(name, segments.size());
  }

  private boolean beginsLike(List<String> name, int length) {
    for (int i = 0; i < length; i++) {
      if (!segments.get(i).equals(ANY) && !segments.get(i).equals(name.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The group that this setting is in, of the groups that {@code name} is in; empty if in none. */
  Optional<String> groupOf(List<String> name) {
    int length = segments.size() - 1;
    return name.size() > length && beginsLike(name, length)
        ? Optional.of(String.join(".", name.subList(0, length)))
        : Optional.empty();
  }

  /** Its names in those of {@code groups} that it can be in. */
  Stream<String> under(Set<String> groups) {
    String last = segments.getLast();
    return last.equals(ANY)
        ? Stream.empty()
        : groups.stream()
            .filter(group -> isGroup(SettingName.segments(group)))
            .map(group -> group + "." + last);
  }

  private boolean isGroup(List<String> group) {
    return group.size() == segments.size() - 1 && beginsLike(group, group.size());
  }

  /** The pattern with the names that {@code actual} has in its places; empty if it has others. */
  Optional<String> named(List<String> actual) {
    if (segments.size() != actual.size()) {
      return Optional.empty();
    }
    List<String> named = new ArrayList<>();
    for (int i = 0; i < segments.size(); i++) {
      named.add(segments.get(i).equals(ANY) ? actual.get(i) : segments.get(i));
    }
    return Optional.of(String.join(".", named));
  }

  /** The name with quotes around one that has dots; empty if it is another setting all the same. */
  Optional<String> quoted(List<String> actual) {
    int more = actual.size() - segments.size();
    for (int i = 0; i < segments.size() && more > 0; i++) {
      List<String> merged = new ArrayList<>(actual.subList(0, i));
      merged.add('"' + String.join(".", actual.subList(i, i + more + 1)) + '"');
      merged.addAll(actual.subList(i + more + 1, actual.size()));
      if (segments.get(i).equals(ANY) && matches(merged)) {
        return Optional.of(String.join(".", merged));
      }
    }
    return Optional.empty();
  }

  /** As {@link #named}, for a variable, where each name is one word. */
  Optional<String> variable(String actual) {
    String[] words = actual.split("_", -1);
    List<String> named = new ArrayList<>();
    for (String segment : segments) {
      if (segment.equals(ANY)) {
        named.add(named.size() < words.length ? words[named.size()] : "");
      } else {
        named.addAll(List.of(Variables.of(segment).split("_", -1)));
      }
    }
    return named.size() == words.length ? Optional.of(String.join("_", named)) : Optional.empty();
  }

  /**
   * The names of the operator's choice in a variable of this setting; empty if it is of another.
   */
  Optional<List<String>> chosen(String name) {
    Matcher matcher = variable.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= matcher.groupCount(); i++) {
      names.add(matcher.group(i));
    }
    return Optional.of(names);
  }
}
