package io.vouchsafe.token.profile;

import io.vouchsafe.token.AttributeTemplate;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Workload;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The ARN of an IAM role. A value of an attribute is the account or a part of one segment of path
 * and name: neither colon nor slash nor wildcard is in it, so it names no other role than the
 * template means.
 */
final class RoleArn {
  static final String NAMES =
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";

  private static final String TAKEN = "letters, digits and _ + = , . @ - in the ARN of a role";
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9_+=,.@-]+");
  private static final Pattern ARN =
      Pattern.compile(
          "arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/(?:[A-Za-z0-9_+=,.@-]+/)*[A-Za-z0-9_+=,.@-]{1,64}");
  private static final int LONGEST = 2048;

  /** An account in its place, and one segment elsewhere. */
  private static final String EXAMPLE = "123456789012";

  private static final AttributeTemplate.Form FORM =
      new AttributeTemplate.Form() {
        @Override
        public String name() {
          return "role ARN";
        }

        @Override
        public String separators() {
          return "/:";
        }

        @Override
        public String write(String attribute, String value) {
          if (!VALUE.matcher(value).matches()) {
            throw refused("workload." + attribute, "cannot be in the ARN of a role");
          }
          return value;
        }
      };

  private RoleArn() {}

  /**
   * @throws IllegalArgumentException if it cannot make the ARN of a role
   */
  static AttributeTemplate parse(String template) {
    AttributeTemplate parsed = AttributeTemplate.parse(FORM, template);
    if (!isArn(parsed.with(EXAMPLE))) {
      throw new IllegalArgumentException(
          "has %s, which makes no ARN of a role, such as arn:aws:iam::123456789012:role/{org}/{app} (%s)"
              .formatted(template, NAMES));
    }
    return parsed;
  }

  static String of(AttributeTemplate template, Workload workload) {
    String arn = template.render(workload);
    if (!isArn(arn)) {
      throw noRole(template.attributes().stream().distinct().toList(), arn);
    }
    return arn;
  }

  private static Problem noRole(List<String> attributes, String arn) {
    return attributes.size() == 1
        ? refused("workload." + attributes.getFirst(), "makes %s, which is no role".formatted(arn))
        : refused(
            "workload",
            "makes %s of %s, which is no role".formatted(arn, String.join(", ", attributes)));
  }

  private static boolean isArn(String arn) {
    return arn.length() <= LONGEST && ARN.matcher(arn).matches();
  }

  private static Problem refused(String member, String reason) {
    return Problem.invalid(
        member,
        "%s; AWS takes %s, an account of 12 digits and a name of at most 64 (%s)"
            .formatted(reason, TAKEN, NAMES));
  }
}
