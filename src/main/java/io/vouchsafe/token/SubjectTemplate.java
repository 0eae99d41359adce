package io.vouchsafe.token;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a workload's {@code sub} is built from its attributes, such as {@code
 * deployment:{org}/{app}/{deployment}}. Two workloads that differ in a named attribute never share
 * a {@code sub}: its values are strings, percent-encoded where they hold {@code : / %} or anything
 * outside printable ASCII.
 */
public final class SubjectTemplate {
  /** What Google Cloud takes for {@code google.subject}; OpenID Connect Core 1.0, 2 allows 255. */
  public static final int MAX_LENGTH = 127;

  /**
   * What the {@code sub} of a JWT-SVID begins with, in any case (RFC 3986, 3.1): whoever knows our
   * keys by a SPIFFE bundle takes such a token for one (JWT-SVID, 3.1).
   */
  private static final String SPIFFE = "spiffe:";

  private static final AttributeTemplate.Form FORM =
      new AttributeTemplate.Form() {
        @Override
        public String name() {
          return "sub";
        }

        @Override
        public String separators() {
          return "/:";
        }

        @Override
        public String write(String attribute, String value) {
          return encoded(value);
        }
      };

  private final AttributeTemplate template;
  private final Consumer<String> check;

  private SubjectTemplate(AttributeTemplate template, Consumer<String> check) {
    if (template.attributes().isEmpty()) {
      throw new IllegalArgumentException(
          "names no attribute, so all workloads would share one sub; write one in braces, such as {deployment}");
    }
    int shortest = template.with("x").length();
    if (shortest > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "makes a sub of at least %d characters, and Google Cloud takes at most %d (google.subject; https://cloud.google.com/iam/docs/workload-identity-federation#mapping)"
              .formatted(shortest, MAX_LENGTH));
    }
    this.template = template;
    this.check = check;
  }

  /**
   * @throws IllegalArgumentException if it names no attribute, has a brace without its partner, two
   *     attributes without a {@code :} or {@code /} between them, or anything outside printable
   *     ASCII, begins with {@code spiffe:}, or never makes a {@code sub} of at most {@link
   *     #MAX_LENGTH}
   */
  public static SubjectTemplate parse(String template) {
    AttributeTemplate parsed = AttributeTemplate.parse(FORM, template);
    if (isSpiffe(template)) {
      throw new IllegalArgumentException(
          "begins with spiffe:, which makes every token a JWT-SVID; give it to an audience with profile=spiffe");
    }
    return new SubjectTemplate(parsed, SubjectTemplate::refuseSpiffe);
  }

  /**
   * One of another form, which answers for what it makes.
   *
   * @throws IllegalArgumentException if it names no attribute or never makes a {@code sub} of at
   *     most {@link #MAX_LENGTH}
   */
  public static SubjectTemplate of(AttributeTemplate template) {
    return new SubjectTemplate(Objects.requireNonNull(template, "template"), subject -> {});
  }

  private static boolean isSpiffe(String subject) {
    return subject.regionMatches(true, 0, SPIFFE, 0, SPIFFE.length());
  }

  private static void refuseSpiffe(String subject) {
    if (isSpiffe(subject)) {
      throw Problem.invalid(
          "workload",
          "makes a sub that begins with spiffe:, which is kept for audiences with profile=spiffe: the token would be a JWT-SVID");
    }
  }

  /** The attributes that a workload must have. */
  public List<String> attributes() {
    return template.attributes();
  }

  /**
   * The {@code sub} of a workload.
   *
   * @throws Problem if an attribute of the template is missing or not a non-empty string, so that
   *     {@code 7} and {@code "7"} make no one {@code sub}, or if the result is longer than {@link
   *     #MAX_LENGTH} or begins with {@code spiffe:}
   */
  public String render(Workload workload) {
    String subject = template.render(workload);
    if (subject.length() > MAX_LENGTH) {
      throw Problem.invalid(
          "workload",
          "makes a sub of %d characters; %d are allowed".formatted(subject.length(), MAX_LENGTH));
    }
    check.accept(subject);
    return subject;
  }

  private static String encoded(String value) {
    HexFormat hex = HexFormat.of().withUpperCase();
    StringBuilder encoded = new StringBuilder(value.length());
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      int code = octet & 0xff;
      if (AttributeTemplate.printable(code) && code != ':' && code != '/' && code != '%') {
        encoded.append((char) code);
      } else {
        encoded.append('%').append(hex.toHexDigits(octet));
      }
    }
    return encoded.toString();
  }
}
