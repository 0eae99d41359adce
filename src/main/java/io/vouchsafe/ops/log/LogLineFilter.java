package io.vouchsafe.ops.log;

import io.quarkus.logging.LoggingFilter;
import io.vouchsafe.base.Asker;
import io.vouchsafe.base.Asking;
import io.vouchsafe.base.OneLine;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * What every line of the log goes through. It adds the id of the request that the thread works for,
 * as {@code mdc.request} in JSON and as {@code request=ID} at the end of a readable line, and
 * leaves out what Quarkus says of itself at each start.
 *
 * <p>What a caller chose may stand in any line, so the message and those of exceptions are escaped
 * as {@link OneLine} does. A line of ours has no line break; those of libraries, which write
 * several lines at their start, may. What a library says, and every exception, goes through {@link
 * Masks} as well: a library may repeat the header that it refuses.
 */
@LoggingFilter(name = "lines")
public final class LogLineFilter implements Filter {
  private static final String FIELD = "request";
  private static final String OURS = "io.vouchsafe";
  private static final String QUARKUS = "io.quarkus";

  @Override
  public boolean isLoggable(LogRecord line) {
    if (QUARKUS.equals(line.getLoggerName()) && isOfItself(String.valueOf(line.getMessage()))) {
      return false;
    }
    if (line instanceof ExtLogRecord extended) {
      escape(extended);
      Asking.current().map(Asker::request).ifPresent(id -> add(extended, id));
    }
    return true;
  }

  private static boolean isOfItself(String message) {
    return message.startsWith("Installed features") || message.startsWith("Profile");
  }

  private static void escape(ExtLogRecord line) {
    boolean ours = String.valueOf(line.getLoggerName()).startsWith(OURS);
    String kept = ours ? "" : "\n\t";
    Masks masks = Masks.of(line.getThrown());
    String message = line.getFormattedMessage();
    if (message != null) {
      String plain = OneLine.of(ours ? message : masks.of(message), kept);
      if (!plain.equals(message)) {
        line.setMessage(plain, ExtLogRecord.FormatStyle.NO_FORMAT);
      }
    }
    if (line.getThrown() != null) {
      line.setThrown(OneLineThrowable.of(line.getThrown(), masks, kept));
    }
  }

  private static void add(ExtLogRecord line, String id) {
    line.putMdc(FIELD, id);
    line.setNdc(" " + FIELD + "=" + id);
  }
}
