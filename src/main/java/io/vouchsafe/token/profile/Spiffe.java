package io.vouchsafe.token.profile;

import io.vouchsafe.token.AttributeTemplate;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.SubjectTemplate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Verifiers of JWT-SVIDs: {@code sub} is a SPIFFE ID (JWT-SVID, 3.1), {@code aud} one (3.2), {@code
 * exp} is there (3.3), and the header has {@code alg}, {@code kid} and {@code typ} alone (2).
 *
 * <p>A value of an attribute is a part of one segment of the path and never more: what SPIFFE-ID,
 * 2.2 allows in no segment is refused and not encoded, and no segment is {@code .} or {@code ..}.
 */
public record Spiffe() implements Profile {
  static final String IDS = "https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md";

  private static final String SEGMENTS =
      "letters, digits, dots, dashes and underscores in a segment of a SPIFFE ID, and no segment . or ..";
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern TEMPLATE = Pattern.compile("spiffe://([a-z0-9._-]{1,255})/.*");
  private static final Pattern ID =
      Pattern.compile("spiffe://[a-z0-9._-]{1,255}(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]++)++");

  private static final AttributeTemplate.Form FORM =
      new AttributeTemplate.Form() {
        @Override
        public String name() {
          return "SPIFFE ID";
        }

        @Override
        public String separators() {
          return "/";
        }

        @Override
        public String write(String attribute, String value) {
          if (!VALUE.matcher(value).matches() || value.equals(".") || value.equals("..")) {
            throw refused("workload." + attribute, "cannot be in a SPIFFE ID");
          }
          return value;
        }
      };

  @Override
  public RelyingParty kind() {
    return RelyingParty.SPIFFE;
  }

  /**
   * @throws IllegalArgumentException if what it makes is no SPIFFE ID of a workload, or an
   *     attribute could choose the trust domain
   */
  @Override
  public SubjectTemplate subject(String template) {
    AttributeTemplate parsed = AttributeTemplate.parse(FORM, template);
    if (!TEMPLATE.matcher(template).matches() || !ID.matcher(parsed.with("x")).matches()) {
      throw new IllegalArgumentException(
          "must be a SPIFFE ID with a trust domain of its own and attributes in its path, such as spiffe://example.org/{org}/{app} (%s)"
              .formatted(IDS));
    }
    return SubjectTemplate.of(parsed);
  }

  private static Problem refused(String member, String reason) {
    return Problem.invalid(member, "%s; SPIFFE takes %s (%s)".formatted(reason, SEGMENTS, IDS));
  }

  /**
   * The trust domain of a template that {@link #subject} takes.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static String trustDomain(String template) {
    Matcher matcher = TEMPLATE.matcher(template);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no SPIFFE ID");
    }
    return matcher.group(1);
  }
}
