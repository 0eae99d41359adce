package io.vouchsafe.token;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with attributes in braces, such as {@code role/{org}/{app}}. Two workloads that differ in
 * a named attribute never share a text: between two attributes stands a character that no value
 * holds, since the {@link Form} encodes or refuses it.
 */
public final class AttributeTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]{0,63})}");

  /** The kind of text that is made. */
  public interface Form {
    /** What the text is called, such as {@code sub}. */
    String name();

    /** Characters of which one has to stand between two attributes; no written value holds one. */
    String separators();

    /**
     * How a value stands in the text.
     *
     * @param attribute its name
     * @param value not empty
     * @throws Problem naming the attribute, if no text can hold the value
     */
    String write(String attribute, String value);
  }

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Attribute(String name) implements Part {}
  }

  private final Form form;
  private final List<Part> parts;

  private AttributeTemplate(Form form, List<Part> parts) {
    this.form = form;
    this.parts = List.copyOf(parts);
  }

  /**
   * @throws IllegalArgumentException if it has a brace without its partner, two attributes without
   *     a separator between them, or anything outside printable ASCII
   */
  public static AttributeTemplate parse(Form form, String template) {
    Objects.requireNonNull(form, "form");
    List<Part> parts = new ArrayList<>();
    Matcher placeholder = PLACEHOLDER.matcher(template);
    int end = 0;
    while (placeholder.find()) {
      String before = template.substring(end, placeholder.start());
      if (end > 0) {
        checkBetween(form, before);
      }
      if (!before.isEmpty()) {
        parts.add(literal(before));
      }
      parts.add(attribute(placeholder.group(1)));
      end = placeholder.end();
    }
    if (end < template.length()) {
      parts.add(literal(template.substring(end)));
    }
    return new AttributeTemplate(form, parts);
  }

  private static void checkBetween(Form form, String text) {
    if (form.separators().chars().allMatch(separator -> text.indexOf(separator) < 0)) {
      String put = String.join(" or ", form.separators().split(""));
      throw new IllegalArgumentException(
          text.isEmpty()
              ? "has two attributes with nothing between them, so two workloads could share a %s; put %s there"
                  .formatted(form.name(), put)
              : "has two attributes with %s between them, which their values may hold too, so two workloads could share a %s; put %s there"
                  .formatted(text, form.name(), put));
    }
  }

  private static Part literal(String text) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException("has a brace that does not enclose an attribute's name");
    }
    if (!text.chars().allMatch(AttributeTemplate::printable)) {
      throw new IllegalArgumentException("has characters outside printable ASCII");
    }
    return new Part.Literal(text);
  }

  private static Part attribute(String name) {
    if (Workload.RESERVED.contains(name)) {
      throw new IllegalArgumentException("names " + name + ", which cannot be an attribute");
    }
    return new Part.Attribute(name);
  }

  /** The attributes that a template names, whether or not it can work. */
  public static List<String> named(String template) {
    return PLACEHOLDER.matcher(template).results().map(match -> match.group(1)).toList();
  }

  /** The attributes that a workload must have. */
  public List<String> attributes() {
    return parts.stream()
        .filter(Part.Attribute.class::isInstance)
        .map(part -> ((Part.Attribute) part).name())
        .toList();
  }

  /** The text with {@code example} in the place of each attribute. */
  public String with(String example) {
    return text(attribute -> example);
  }

  /**
   * The text of a workload.
   *
   * @throws Problem if an attribute of the template is missing or not a non-empty string, so that
   *     {@code 7} and {@code "7"} make no one text, or if the form refuses its value
   */
  public String render(Workload workload) {
    return text(attribute -> form.write(attribute, value(attribute, workload)));
  }

  private String text(UnaryOperator<String> written) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(
          switch (part) {
            case Part.Literal(String literal) -> literal;
            case Part.Attribute(String name) -> written.apply(name);
          });
    }
    return text.toString();
  }

  private String value(String name, Workload workload) {
    return switch (workload.attributes().get(name)) {
      case AttributeValue.Text(String text) when !text.isEmpty() -> text;
      case AttributeValue.Whole(long number) ->
          throw Problem.invalid(
              "workload." + name,
              "must be a string, \"%d\" and not %d; %s is built from it"
                  .formatted(number, number, form.name()));
      case null ->
          throw Problem.invalid(
              "workload." + name, "is missing; %s is built from it".formatted(form.name()));
      default ->
          throw Problem.invalid(
              "workload." + name,
              "must be a non-empty string; %s is built from it".formatted(form.name()));
    };
  }

  static boolean printable(int code) {
    return code > ' ' && code < 0x7f;
  }
}
