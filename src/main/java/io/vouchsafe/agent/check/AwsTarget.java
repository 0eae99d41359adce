package io.vouchsafe.agent.check;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.aws.RoleArn;
import io.vouchsafe.agent.aws.Sts;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.jwt.Jwt;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A role of AWS, by AssumeRoleWithWebIdentity; the credentials are thrown away. */
public record AwsTarget(Sts sts, RoleArn role, String audience) implements Target {
  /** AWS bears clocks that differ by five minutes. */
  private static final Duration LEEWAY = Duration.ofMinutes(5);

  @Override
  public String act() {
    return "assume this role";
  }

  @Override
  public Duration leeway() {
    return LEEWAY;
  }

  @Override
  public Answer show(Jwt token) throws Fault {
    IdToken shown =
        new IdToken(
            token,
            token.time("iat").orElse(Instant.EPOCH),
            token.time("exp").orElse(Instant.EPOCH));
    try {
      sts.assume(role, shown, Sts.sessionName(shown), Optional.empty());
      return Answer.taken("");
    } catch (Fault e) {
      if (e.code() != ExitCode.REFUSED) {
        throw e;
      }
      return Answer.refused(e.getMessage());
    }
  }
}
