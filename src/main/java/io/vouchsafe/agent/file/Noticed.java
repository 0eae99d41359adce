package io.vouchsafe.agent.file;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/** What is said of a file, each kind of it once. For one thread. */
final class Noticed {
  enum Kind {
    GONE,
    OTHER_WRITER
  }

  private final Set<Kind> told = EnumSet.noneOf(Kind.class);
  private final Consumer<String> say;

  Noticed(Consumer<String> say) {
    this.say = say;
  }

  void once(Kind kind, String line) {
    if (told.add(kind)) {
      say.accept(line);
    }
  }
}
