package io.vouchsafe.ops.log;

import io.quarkus.logging.LoggingFilter;
import io.vouchsafe.base.RequestId;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * What every line of the log goes through. It adds the id of the request that the thread works for,
 * as {@code mdc.request} in JSON and as {@code request=ID} at the end of a readable line, and
 * leaves out what Quarkus says of itself at each start.
 */
@LoggingFilter(name = "lines")
public final class LogLineFilter implements Filter {
  private static final String FIELD = "request";
  private static final String QUARKUS = "io.quarkus";

  @Override
  public boolean isLoggable(LogRecord line) {
    if (QUARKUS.equals(line.getLoggerName()) && isOfItself(String.valueOf(line.getMessage()))) {
      return false;
    }
    if (line instanceof ExtLogRecord extended) {
      RequestId.current().ifPresent(id -> add(extended, id));
    }
    return true;
  }

  private static boolean isOfItself(String message) {
    return message.startsWith("Installed features") || message.startsWith("Profile");
  }

  private static void add(ExtLogRecord line, String id) {
    line.putMdc(FIELD, id);
    line.setNdc(" " + FIELD + "=" + id);
  }
}
