package io.vouchsafe.app;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Ends the process, and says why where it could not start: a configuration that was refused by its
 * faults, one in a line, and anything else by its stack trace.
 *
 * @param checks whether the start was only to be checked
 */
record Ending(boolean checks) implements BiConsumer<Integer, Throwable> {
  private static final Pattern MANAGEMENT =
      Pattern.compile("Unable to start the management interface on (.*):([0-9]{1,5})$");
  private static final List<String> READERS = List.of("io.smallrye.config.", "io.quarkus.tls.");

  private static final int GOOD = 0;
  private static final int FAILED = 1;

  /** Called by Quarkus when all of it has stopped, or at a signal. */
  @Override
  public void accept(Integer status, Throwable failure) {
    System.exit(failure == null ? status : explain(failure));
  }

  private int explain(Throwable failure) {
    return switch (ExceptionUtil.getRootCause(failure)) {
      case ChecksPassed passed -> {
        passed.warnings().forEach(warning -> System.out.println("warning: " + warning));
        System.out.println(passed.getMessage());
        yield GOOD;
      }
      case ConfigValidationException form -> failed(FormFaults.of(form, checks));
      case ConfigurationException refusal -> failed(refusal.getMessage());
      case QuarkusBindException port -> failed(taken(port.getHost(), port.getPort()));
      case BindException _ when ofOperators(failure).isPresent() ->
          failed(ofOperators(failure).get());
      case Throwable cause when isOfConfiguration(cause) -> failed(told(failure));
      default -> {
        Logger.getLogger(Application.class).error("Failed to start application", failure);
        yield FAILED;
      }
    };
  }

  /** Whether it was thrown while a configuration, or a file that TLS needs, was read. */
  private static boolean isOfConfiguration(Throwable cause) {
    return Stream.of(cause.getStackTrace())
        .map(StackTraceElement::getClassName)
        .anyMatch(name -> READERS.stream().anyMatch(name::startsWith));
  }

  /** What the causes say, without their codes: the log is not set up yet. */
  private static String told(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(cause -> isOfConfiguration(cause) && cause.getMessage() != null)
        .map(cause -> FormFaults.plain(cause.getMessage()))
        .distinct()
        .collect(joining(": "));
  }

  private static int failed(String message) {
    System.err.println(message);
    return FAILED;
  }

  private static String taken(String host, int port) {
    return "cannot listen on %s port %d: another process does, or the address is not this machine's"
        .formatted(host, port);
  }

  /** Quarkus names the management port in words alone. */
  private static Optional<String> ofOperators(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(cause -> MANAGEMENT.matcher(String.valueOf(cause.getMessage())))
        .filter(Matcher::find)
        .map(match -> taken(match.group(1), Integer.parseInt(match.group(2))))
        .findFirst();
  }
}
