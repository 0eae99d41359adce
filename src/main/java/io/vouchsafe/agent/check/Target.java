package io.vouchsafe.agent.check;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.jwt.Jwt;
import java.time.Duration;
import java.util.Objects;

/** A relying party that tokens are shown to. */
public interface Target {
  /** The audience that its tokens have. */
  String audience();

  /** What whoever is taken can do, such as {@code assume this role}. */
  String act();

  /** How long after its end a token may still be taken, since clocks differ. */
  Duration leeway();

  /**
   * Shows it a token, and gives back what it gave for it where that can be done.
   *
   * @throws Fault if it said neither yes nor no
   */
  Answer show(Jwt token) throws Fault;

  /**
   * What it said.
   *
   * @param words its own, in one line and without a secret
   */
  record Answer(boolean taken, String words) {
    public Answer {
      Objects.requireNonNull(words, "words");
    }

    static Answer taken(String words) {
      return new Answer(true, words);
    }

    static Answer refused(String words) {
      return new Answer(false, words);
    }
  }
}
