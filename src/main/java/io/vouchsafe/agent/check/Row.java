package io.vouchsafe.agent.check;

import java.util.Locale;
import java.util.Objects;

/**
 * One try and what came of it.
 *
 * @param expected whether it has to be taken
 * @param meaning in words: the risk, if what must not be taken was
 */
record Row(String tried, boolean expected, Outcome outcome, String meaning) {
  Row {
    Objects.requireNonNull(tried, "tried");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(meaning, "meaning");
  }

  /** What the relying party did. */
  enum Outcome {
    TAKEN("taken"),
    REFUSED("refused"),
    NO_ANSWER("no answer"),
    NOT_TRIED("not tried");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }
  }

  boolean isWrong() {
    return outcome == (expected ? Outcome.REFUSED : Outcome.TAKEN);
  }

  boolean isOpen() {
    return outcome == Outcome.NO_ANSWER;
  }

  String came() {
    return isWrong() ? outcome.words.toUpperCase(Locale.ROOT) : outcome.words;
  }
}
