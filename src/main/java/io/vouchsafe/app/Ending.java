package io.vouchsafe.app;

import static java.util.stream.Collectors.joining;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.util.ExceptionUtil;
import io.smallrye.config.ConfigValidationException;
import io.vouchsafe.config.Hidden;
import java.net.BindException;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Ends the process, and says why where it could not start: a configuration that was refused by its
 * faults, one in a line, and anything else by its stack trace.
 *
 * @param checks whether the start was only to be checked
 */
record Ending(boolean checks) implements BiConsumer<Integer, Throwable> {
  private static final String READER = "io.smallrye.config.";
  private static final String REGISTRY = "io.quarkus.tls.";

  /** Where a port is taken in between {@link FreePorts} and its opening. */
  private static final String NO_PORT =
      "quarkus.http.port, quarkus.http.ssl-port or quarkus.management.port cannot be opened (%s);"
          + " stop what uses it, or set another port";

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
      case FilesFirst.Refused files -> failed(FormFaults.ofCertificate(files.getMessage(), checks));
      case ConfigurationException refusal -> failed(Hidden.in(refusal.getMessage()));
      case QuarkusBindException port -> failed(taken(port.getHost(), port.getPort()));
      case BindException busy -> failed(NO_PORT.formatted(busy.getMessage()));
      case Throwable cause when isOf(REGISTRY, cause) ->
          failed(FormFaults.ofCertificate(told(failure), checks));
      case Throwable cause when isOf(READER, cause) -> failed(told(failure));
      case ArithmeticException _ when FormFaults.any(checks) -> failed(FormFaults.all(checks));
      default -> {
        Logger.getLogger(Application.class).error("Failed to start application", failure);
        yield FAILED;
      }
    };
  }

  /** Whether it was thrown by a class whose name begins so. */
  private static boolean isOf(String packages, Throwable cause) {
    return Stream.of(cause.getStackTrace())
        .anyMatch(frame -> frame.getClassName().startsWith(packages));
  }

  /** What the causes say, without their codes: the log is not set up yet. */
  private static String told(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(cause -> isOf(READER, cause) || isOf(REGISTRY, cause))
        .filter(cause -> cause.getMessage() != null)
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
}
