package io.vouchsafe.agent.aws;

import io.vouchsafe.agent.Fault;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a role of AWS (IAM User Guide, "IAM ARNs").
 *
 * @param partition such as {@code aws} or {@code aws-cn}
 */
public record RoleArn(String text, String partition, String account) {
  private static final Pattern FORM =
      Pattern.compile("arn:(aws[a-z-]{0,20}):iam::([0-9]{12}):role/[\\w+=,.@/-]{1,576}");

  /**
   * Reads one.
   *
   * @param name of the option or member that has it, for the message
   * @throws Fault if it has another form
   */
  public static RoleArn parse(String name, String text) throws Fault {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Fault.misused(
          "%s is the ARN of a role, such as arn:aws:iam::111122223333:role/shop, not '%s'"
              .formatted(name, text));
    }
    return new RoleArn(text, form.group(1), form.group(2));
  }

  /** A region of its partition, for who names none. */
  String usualRegion() {
    return switch (partition) {
      case "aws-cn" -> "cn-north-1";
      case "aws-us-gov" -> "us-gov-west-1";
      case "aws-eusc" -> "eusc-de-east-1";
      default -> "us-east-1";
    };
  }

  /** What the names of hosts end with in its partition. */
  String hostSuffix() {
    return switch (partition) {
      case "aws-cn" -> "amazonaws.com.cn";
      case "aws-eusc" -> "amazonaws.eu";
      default -> "amazonaws.com";
    };
  }
}
