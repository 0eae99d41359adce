package io.vouchsafe.key.simulation;

import java.util.Optional;

/** How the promise was broken. */
record Violation(String what, Optional<Ledger.Token> token, Optional<Ledger.Copy> copy) {
  Violation(String what, Ledger.Token token) {
    this(what, Optional.of(token), Optional.empty());
  }

  Violation(String what, Ledger.Copy copy) {
    this(what, Optional.empty(), Optional.of(copy));
  }

  Violation(String what, Ledger.Token token, Ledger.Copy copy) {
    this(what, Optional.of(token), Optional.of(copy));
  }

  @Override
  public String toString() {
    return what + token.map(t -> "\n    " + t).orElse("") + copy.map(c -> "\n    " + c).orElse("");
  }
}
