package io.vouchsafe.agent.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.base.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A token's header and claims as people read them. */
final class ClaimsInWords {
  private ClaimsInWords() {}

  /**
   * Header and claims in JSON, and a line on what each of the claims that all tokens have means.
   */
  static String of(Jwt token, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("header " + token.header().toPrettyString());
    lines.add("claims " + token.claims().toPrettyString());
    lines.add("");
    line(lines, "iss", token.claims(), "the issuer, whose keys a relying party fetches below it");
    lines.add(
        "aud  %s: the one relying party that may take it"
            .formatted(String.join(" ", token.audiences())));
    line(
        lines,
        "sub",
        token.claims(),
        "the workload; what a trust policy is to name, to the letter");
    time(lines, "nbf", token, now, "not good before");
    time(lines, "iat", token, now, "issued");
    time(lines, "exp", token, now, "good until");
    lifetime(token).ifPresent(life -> lines.add("     so it is good for " + life));
    line(lines, "jti", token.claims(), "its id, which the audit of the issuer has too");
    Jwt.text(token.header(), "kid")
        .ifPresent(kid -> lines.add("kid  %s: the key in the issuer's JWKS".formatted(kid)));
    return String.join("\n", lines);
  }

  private static void line(List<String> lines, String claim, ObjectNode claims, String meaning) {
    Jwt.text(claims, claim)
        .ifPresent(value -> lines.add("%s  %s: %s".formatted(claim, value, meaning)));
  }

  private static void time(
      List<String> lines, String claim, Jwt token, Instant now, String meaning) {
    token
        .time(claim)
        .ifPresent(
            time ->
                lines.add("%s  %s: %s, %s".formatted(claim, time, meaning, relative(time, now))));
  }

  private static String relative(Instant time, Instant now) {
    Duration ahead = Duration.between(now, time);
    return ahead.isNegative()
        ? InWords.time(ahead) + " ago by this machine's clock"
        : "in " + InWords.time(ahead) + " by this machine's clock";
  }

  private static Optional<String> lifetime(Jwt token) {
    return token
        .time("iat")
        .flatMap(iat -> token.time("exp").map(exp -> InWords.time(Duration.between(iat, exp))));
  }
}
