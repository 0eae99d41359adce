package io.vouchsafe.agent.exec;

import io.vouchsafe.agent.Fault;
import io.vouchsafe.agent.Surroundings;
import io.vouchsafe.agent.client.IssuerClient;
import io.vouchsafe.agent.file.RenewalLines;
import io.vouchsafe.agent.file.Renewer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A command that runs with tokens which are kept fresh until it ends.
 *
 * @param command the program and its arguments
 * @param parts what its SDKs are to find
 */
public record Child(List<String> command, List<Wiring.Part> parts) {
  private static final int BY_SIGNAL = 128;
  private static final int NOT_STARTED = 126;
  private static final int NOT_FOUND = 127;

  /** How the JDK says ENOENT. */
  private static final Pattern NO_SUCH_FILE = Pattern.compile("error[=:] ?2\\b");

  public Child {
    command = List.copyOf(command);
    parts = List.copyOf(parts);
  }

  /**
   * Runs it to its end. It is started when every file holds a token, and gets TERM, INT and HUP.
   *
   * @param patience how long an issuer that is away is waited for at the start
   * @return its exit status, 128 and the number of the signal that ended it, 126 if it could not be
   *     started, or 127 if there is no such program
   * @throws Fault if it was not started for want of tokens
   */
  public int run(IssuerClient issuer, Duration patience, Surroundings surroundings) throws Fault {
    Objects.requireNonNull(issuer, "issuer");
    PassedSignals signals = PassedSignals.take(Thread.currentThread());
    try (PrivateFolder folder = PrivateFolder.create(surroundings)) {
      Wiring wiring = Wiring.of(parts, folder.path());
      for (Map.Entry<Path, String> file : wiring.others().entrySet()) {
        folder.write(file.getKey(), file.getValue());
      }
      RenewalLines lines =
          RenewalLines.afterTheFirst(
              "tokens of " + command.getFirst(), surroundings.clock(), surroundings::say);
      try (Renewer renewer = Renewer.start(issuer, wiring.tokens(), lines)) {
        awaitFirst(renewer, patience, signals);
        lines.begin();
        return started(wiring, signals, surroundings);
      }
    }
  }

  private static void awaitFirst(Renewer renewer, Duration patience, PassedSignals signals)
      throws Fault {
    try {
      renewer.awaitFirst(patience);
    } catch (Fault e) {
      if (signals.early() == 0) {
        throw e;
      }
    }
  }

  private int started(Wiring wiring, PassedSignals signals, Surroundings surroundings) {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(surroundings.variables());
    hide(wiring.hidden(), builder.environment(), surroundings);
    builder.environment().putAll(wiring.variables());
    Process[] child = new Process[1];
    try {
      int early = signals.start(() -> child[0] = builder.start());
      return early == 0 ? status(child[0]) : BY_SIGNAL + early;
    } catch (IOException e) {
      boolean missing = NO_SUCH_FILE.matcher(String.valueOf(e.getMessage())).find();
      surroundings.say(
          "%s %s"
              .formatted(
                  command.getFirst(),
                  missing ? "was not found" : "cannot be started: " + e.getMessage()));
      return missing ? NOT_FOUND : NOT_STARTED;
    }
  }

  private static void hide(
      Set<String> hidden, Map<String, String> environment, Surroundings surroundings) {
    Set<String> found = new TreeSet<>(hidden);
    found.retainAll(environment.keySet());
    if (!found.isEmpty()) {
      environment.keySet().removeAll(found);
      surroundings.say(
          "%s: not passed on, since the SDK would use it in place of the token"
              .formatted(String.join(", ", found)));
    }
  }

  /** What the JVM says of a child that a signal ended is 128 and its number already. */
  private static int status(Process child) {
    while (true) {
      try {
        return child.waitFor();
      } catch (InterruptedException e) {
        // A signal that came just before the start: the child has it.
      }
    }
  }
}
