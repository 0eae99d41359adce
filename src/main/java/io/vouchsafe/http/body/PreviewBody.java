package io.vouchsafe.http.body;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vouchsafe.token.Preview;
import io.vouchsafe.token.profile.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The answer of {@code POST /id-tokens/preview}.
 *
 * @param tokens for each entry of the request, by its name: what the token would be, or a problem
 */
@RegisterForReflection
public record PreviewBody(Map<String, Entry> tokens) {

  /** The answer to one entry. */
  public sealed interface Entry permits Token, ProblemBody {}

  /**
   * What a token would be.
   *
   * @param profile as it is configured
   * @param rules those of the profile
   * @param problem what {@code POST /id-tokens} would answer; absent if it would issue the token
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Token(
      Map<String, Object> header,
      Map<String, Object> claims,
      String profile,
      List<Rule> rules,
      Optional<ProblemBody> problem)
      implements Entry {}

  /**
   * What one rule says of the token.
   *
   * @param takes what the relying party takes
   * @param source where it says so
   * @param detail how the token breaks it; absent if it is kept
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Rule(
      String name, boolean kept, String takes, String source, Optional<String> detail) {
    static Rule of(Finding finding) {
      return new Rule(
          finding.rule().name(),
          finding.kept(),
          finding.rule().demands(),
          finding.rule().source(),
          finding.breach().map(breach -> breach.member() + " " + breach.reason()));
    }
  }

  /** The answer to an entry of which a token could be made. */
  public static Entry of(Preview preview) {
    return new Token(
        preview.header(),
        preview.claims(),
        preview.relyingParty().name().toLowerCase(Locale.ROOT),
        preview.findings().stream().map(Rule::of).toList(),
        preview.problem().map(ProblemBody::of));
  }
}
