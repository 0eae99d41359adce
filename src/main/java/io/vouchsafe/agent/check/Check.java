package io.vouchsafe.agent.check;

import io.vouchsafe.agent.ExitCode;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.check.Row.Outcome;
import io.vouchsafe.agent.client.IdToken;
import io.vouchsafe.agent.jwt.Jwt;
import io.vouchsafe.base.InWords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Tries one relying party with tokens of one workload: its own, which has to be taken, and others
 * like it, which must not be.
 */
public final class Check {
  /** So long the token lives that is shown when it is over; an issuer may make it longer. */
  private static final Duration SHORT_LIFE = Duration.ofMinutes(1);

  private static final Duration MARGIN = Duration.ofSeconds(2);

  private final Target target;
  private final Tokens own;
  private final Question question;
  private final List<Row> rows = new ArrayList<>();

  /** Where tokens come from. */
  public interface Tokens {
    /**
     * A new token.
     *
     * @throws Fault if the issuer gives none
     */
    IdToken token(String audience, Optional<Duration> ttl) throws Fault;
  }

  /** Waiting for a token's end. */
  public interface Clock {
    /** Says how long it takes and why, and returns when it is over. */
    void waitUntil(Instant end, String why) throws Fault;
  }

  /**
   * What is tried beside the usual.
   *
   * @param otherAudience that a token is shown with and must not be taken with
   * @param neighbour another workload and where its tokens come from
   * @param ofEnd waits for a token's end, where one is to be shown after it
   * @param leeway of the relying party, where it is not the usual one
   */
  public record Question(
      String otherAudience,
      Optional<Neighbour> neighbour,
      Optional<Tokens> ofNeighbour,
      Optional<Clock> ofEnd,
      Optional<Duration> leeway) {}

  public Check(Target target, Tokens own, Question question) {
    this.target = Objects.requireNonNull(target, "target");
    this.own = Objects.requireNonNull(own, "own");
    this.question = Objects.requireNonNull(question, "question");
  }

  /**
   * Tries all of it, once.
   *
   * @throws Fault if the issuer gives no token for the audience, or the relying party says neither
   *     yes nor no to it
   */
  public CheckReport run() throws Fault {
    IdToken token = own.token(target.audience(), Optional.empty());
    Optional<IdToken> brief =
        question.ofEnd.isEmpty()
            ? Optional.empty()
            : Optional.of(own.token(target.audience(), Optional.of(SHORT_LIFE)));
    Target.Answer answer = target.show(token.jwt());
    String who = Jwt.text(token.jwt().claims(), "sub").orElse("the workload");
    if (!answer.taken()) {
      rows.add(new Row("its own token", true, Outcome.REFUSED, answer.words()));
      rows.add(
          new Row(
              "all others",
              false,
              Outcome.NOT_TRIED,
              "whoever refuses everything proves nothing: mend the first"));
      return new CheckReport(rows);
    }
    rows.add(
        new Row(
            "its own token", true, Outcome.TAKEN, who + " can " + target.act() + answer.words()));
    otherAudience(who);
    otherWorkload();
    forged(token.jwt());
    expired(brief);
    return new CheckReport(rows);
  }

  private void otherAudience(String who) throws Fault {
    String name = "a token for another audience";
    IdToken token;
    try {
      token = own.token(question.otherAudience, Optional.empty());
    } catch (Fault e) {
      if (e.code() != ExitCode.REFUSED) {
        throw e;
      }
      rows.add(
          new Row(
              name,
              false,
              Outcome.NOT_TRIED,
              "the issuer gives none for %s; --other-audience names one that it does"
                  .formatted(question.otherAudience)));
      return;
    }
    refuses(
        name,
        token.jwt(),
        "tokens for other relying parties do not work here",
        "any other relying party of %s can %s with the tokens that it is shown"
            .formatted(who, target.act()));
  }

  private void otherWorkload() throws Fault {
    String name = "a token of another workload";
    if (question.neighbour.isEmpty() || question.ofNeighbour.isEmpty()) {
      rows.add(
          new Row(
              name,
              false,
              Outcome.NOT_TRIED,
              "it takes a proof that may vouch for another: --other-workload NAME=VALUE"));
      return;
    }
    IdToken token = question.ofNeighbour.get().token(target.audience(), Optional.empty());
    refuses(
        name,
        token.jwt(),
        "%s cannot %s".formatted(Jwt.text(token.jwt().claims(), "sub").orElse("it"), target.act()),
        question.neighbour.get().whose() + " can " + target.act());
  }

  private void forged(Jwt token) throws Fault {
    refuses(
        "one character of its claims changed",
        Forgery.otherClaims(token),
        "claims are protected",
        "anybody can %s by claiming to be anybody".formatted(target.act()));
    refuses(
        "one character of its signature changed",
        Forgery.otherSignature(token),
        "signatures are checked",
        "anybody can %s, without a key of the issuer".formatted(target.act()));
    refuses(
        "unsigned, with alg none",
        Forgery.unsigned(token),
        "a signature is needed",
        "anybody can %s, without any signature".formatted(target.act()));
  }

  private void expired(Optional<IdToken> brief) throws Fault {
    String name = "an expired token";
    if (brief.isEmpty() || question.ofEnd.isEmpty()) {
      rows.add(new Row(name, false, Outcome.NOT_TRIED, "it takes time: --wait"));
      return;
    }
    IdToken token = brief.get();
    Duration leeway = question.leeway.orElse(target.leeway());
    question
        .ofEnd
        .get()
        .waitUntil(
            token.expiresAt().plus(leeway).plus(MARGIN),
            "a token of %s, and %s for which the relying party may take it after its end"
                .formatted(
                    InWords.time(Duration.between(token.issuedAt(), token.expiresAt())),
                    InWords.time(leeway)));
    refuses(
        name,
        token.jwt(),
        "a token that leaked ends",
        "whoever finds an old token can %s, later than %s after its end"
            .formatted(target.act(), InWords.time(leeway)));
  }

  private void refuses(String name, Jwt token, String good, String risk) {
    try {
      Target.Answer answer = target.show(token);
      rows.add(
          answer.taken()
              ? new Row(name, false, Outcome.TAKEN, risk)
              : new Row(name, false, Outcome.REFUSED, good));
    } catch (Fault e) {
      rows.add(new Row(name, false, Outcome.NO_ANSWER, e.getMessage()));
    }
  }
}
