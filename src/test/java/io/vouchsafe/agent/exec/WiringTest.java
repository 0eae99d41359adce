package io.vouchsafe.agent.exec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.agent.aws.RoleArn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {
  private static final Path FOLDER = Path.of("/run/tokens");

  private static Wiring aws() throws Exception {
    RoleArn role = RoleArn.parse("--aws-role", "arn:aws:iam::111122223333:role/shop");
    return Wiring.of(List.of(new AwsPart(role, Optional.empty(), "sts.amazonaws.com")), FOLDER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_DEFAULT_PROFILE"})
  void whatWouldWinOverATokenOfAwsIsHidden(String variable) throws Exception {
    assertTrue(aws().hidden().contains(variable));
  }

  /** SDKs of AWS take a web identity before these. */
  @Test
  void containerCredentialsAreLeft() throws Exception {
    assertFalse(
        aws().hidden().stream().anyMatch(name -> name.startsWith("AWS_CONTAINER_CREDENTIALS_")));
  }
}
