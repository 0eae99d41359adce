package io.vouchsafe.agent.exec;

import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.file.TokenFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A role of AWS (AWS SDKs and Tools Reference Guide, "Assume role with web identity"). The SDKs
 * read the file each time that they renew the role's credentials.
 *
 * @param region for {@code AWS_REGION}, and for {@code AWS_DEFAULT_REGION}, which is all that boto3
 *     looks at
 */
public record AwsPart(RoleArn role, Optional<String> region, String audience)
    implements Wiring.Part {
  /** Which the SDKs would take before a token; a profile can have keys, or another role. */
  private static final Set<String> STATIC =
      Set.of(
          "AWS_ACCESS_KEY_ID",
          "AWS_SECRET_ACCESS_KEY",
          "AWS_SESSION_TOKEN",
          "AWS_PROFILE",
          "AWS_DEFAULT_PROFILE");

  @Override
  public Wiring in(Path folder) {
    Path file = folder.resolve("aws-token");
    Map<String, String> variables = new HashMap<>();
    variables.put("AWS_WEB_IDENTITY_TOKEN_FILE", file.toString());
    variables.put("AWS_ROLE_ARN", role.text());
    region.ifPresent(
        name -> {
          variables.put("AWS_REGION", name);
          variables.put("AWS_DEFAULT_REGION", name);
        });
    return new Wiring(
        List.of(TokenFile.of(file, audience, Optional.empty())), Map.of(), variables, STATIC);
  }
}
