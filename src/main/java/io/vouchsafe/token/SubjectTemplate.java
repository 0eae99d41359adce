package io.vouchsafe.token;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a workload's {@code sub} is built from its attributes, such as {@code
 * deployment:{org}/{app}/{deployment}}. Two workloads that differ in a named attribute never share
 * a {@code sub}: its values are strings, percent-encoded where they hold {@code : / %} or anything
 * outside printable ASCII.
 */
public final class SubjectTemplate {
  private static final HexFormat UPPER_CASE_HEX = HexFormat.of().withUpperCase();

  /** What Google Cloud takes for {@code google.subject}; OpenID Connect Core 1.0, 2 allows 255. */
  static final int MAX_LENGTH = 127;

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][a-z0-9_]{0,63})}");

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Attribute(String name) implements Part {}
  }

  private final List<Part> parts;

  private SubjectTemplate(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * @throws IllegalArgumentException if it names no attribute, has a brace without its partner, two
   *     attributes without a {@code :} or {@code /} between them, or anything outside printable
   *     ASCII
   */
  public static SubjectTemplate parse(String template) {
    List<Part> parts = new ArrayList<>();
    Matcher placeholder = PLACEHOLDER.matcher(template);
    int end = 0;
    while (placeholder.find()) {
      String before = template.substring(end, placeholder.start());
      if (end > 0) {
        checkBetween(before);
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
    if (parts.stream().noneMatch(Part.Attribute.class::isInstance)) {
      throw new IllegalArgumentException(
          "names no attribute, so all workloads would share one sub; write one in braces, such as {deployment}");
    }
    return new SubjectTemplate(parts);
  }

  /** A value holds neither of the two, since they are encoded there; all else it may hold. */
  private static void checkBetween(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('/') < 0) {
      throw new IllegalArgumentException(
          text.isEmpty()
              ? "has two attributes with nothing between them, so two workloads could share a sub; put / or : there"
              : "has two attributes with %s between them, which their values may hold too, so two workloads could share a sub; put / or : there"
                  .formatted(text));
    }
  }

  private static Part literal(String text) {
    if (text.indexOf('{') >= 0 || text.indexOf('}') >= 0) {
      throw new IllegalArgumentException("has a brace that does not enclose an attribute's name");
    }
    if (!text.chars().allMatch(SubjectTemplate::printable)) {
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

  /** The attributes that a workload must have. */
  public List<String> attributes() {
    return parts.stream()
        .filter(Part.Attribute.class::isInstance)
        .map(part -> ((Part.Attribute) part).name())
        .toList();
  }

  /**
   * The {@code sub} of a workload.
   *
   * @throws Problem if an attribute of the template is missing or not a non-empty string, so that
   *     {@code 7} and {@code "7"} make no one {@code sub}, or if the result is longer than {@link
   *     #MAX_LENGTH}
   */
  public String render(Workload workload) {
    StringBuilder subject = new StringBuilder(MAX_LENGTH);
    for (Part part : parts) {
      render(part, workload, subject);
    }
    if (subject.length() > MAX_LENGTH) {
      throw Problem.invalid(
          "workload",
          "makes a sub of %d characters; %d are allowed".formatted(subject.length(), MAX_LENGTH));
    }
    return subject.toString();
  }

  private static void render(Part part, Workload workload, StringBuilder subject) {
    switch (part) {
      case Part.Literal(String text) -> subject.append(text);
      case Part.Attribute(String name) -> encode(value(name, workload), subject);
    }
  }

  private static String value(String name, Workload workload) {
    return switch (workload.attributes().get(name)) {
      case AttributeValue.Text(String text) when !text.isEmpty() -> text;
      case AttributeValue.Whole(long number) ->
          throw Problem.invalid(
              "workload." + name,
              "must be a string, \"%d\" and not %d; sub is built from it"
                  .formatted(number, number));
      case null -> throw Problem.invalid("workload." + name, "is missing; sub is built from it");
      default ->
          throw Problem.invalid(
              "workload." + name, "must be a non-empty string; sub is built from it");
    };
  }

  private static void encode(String value, StringBuilder encoded) {
    for (byte octet : value.getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
      int code = octet & 0xff;
      if (printable(code) && code != ':' && code != '/' && code != '%') {
        encoded.append((char) code);
      } else {
        encoded.append('%').append(UPPER_CASE_HEX.toHexDigits(octet));
      }
    }
  }

  private static boolean printable(int code) {
    return code > ' ' && code < 0x7f;
  }
}
