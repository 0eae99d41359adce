package io.vouchsafe.agent.lint;

import java.util.Locale;

/** How much a finding matters. */
public enum Severity {
  /** A relying party refuses the issuer, or its tokens, or some of them. */
  REFUSED,
  /** It works, and may be slower, dearer or more fragile than it has to be. */
  NOTE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
