package io.vouchsafe.agent.cli;

import io.vouchsafe.agent.Durations;
import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.exec.NamedPart;
import io.vouchsafe.agent.exec.Wiring;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code --token-file}s of {@code exec}, each in a variable that nothing else needs. */
final class NamedFiles {
  static final String OPTION = "--token-file";

  private static final Pattern FORM =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)=(.+?)(?:,ttl=([^,=]*))?");

  /** By which a program is found and starts; no path of a token may be in them. */
  private static final Pattern OF_THE_SYSTEM = Pattern.compile("PATH|HOME|LD_.*");

  private NamedFiles() {}

  /**
   * Reads them.
   *
   * @param others what the other options set up
   * @throws Fault if one has another form, or its variable is there twice, is set or withheld by
   *     another option, or is one that the system needs
   */
  static List<Wiring.Part> parse(List<String> texts, List<Wiring.Part> others) throws Fault {
    Set<String> ofOptions = new HashSet<>();
    for (Wiring.Part other : others) {
      Wiring wiring = other.in(Path.of(""));
      ofOptions.addAll(wiring.variables().keySet());
      ofOptions.addAll(wiring.hidden());
    }
    Set<String> seen = new HashSet<>();
    List<Wiring.Part> parts = new ArrayList<>();
    for (String text : texts) {
      NamedPart part = parse(text);
      refuse(!seen.add(part.variable()), "%s %s is there twice", part);
      refuse(ofOptions.contains(part.variable()), "%s %s: another option decides it", part);
      refuse(
          OF_THE_SYSTEM.matcher(part.variable()).matches(),
          "%s %s: the command needs that itself; name another variable",
          part);
      parts.add(part);
    }
    return parts;
  }

  private static void refuse(boolean bad, String message, NamedPart part) throws Fault {
    if (bad) {
      throw Fault.misused(message.formatted(OPTION, part.variable()));
    }
  }

  private static NamedPart parse(String text) throws Fault {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw Fault.misused("%s is VARIABLE=AUDIENCE[,ttl=TIME], not '%s'".formatted(OPTION, text));
    }
    Optional<Duration> ttl =
        form.group(3) == null
            ? Optional.empty()
            : Optional.of(Durations.parse(OPTION + " .. ttl", form.group(3)));
    return new NamedPart(form.group(1), form.group(2), ttl);
  }
}
