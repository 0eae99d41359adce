package io.vouchsafe.ops;

import io.quarkus.logging.LoggingFilter;
import io.vouchsafe.base.RequestId;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtLogRecord;

/**
 * Adds the id of the request that a thread works for to what it logs: as {@code mdc.request} in
 * JSON, and as {@code request=ID} at the end of a readable line. It lets every line through.
 */
@LoggingFilter(name = "request-id")
public final class RequestIdFilter implements Filter {
  private static final String FIELD = "request";

  @Override
  public boolean isLoggable(LogRecord line) {
    if (line instanceof ExtLogRecord extended) {
      RequestId.current().ifPresent(id -> add(extended, id));
    }
    return true;
  }

  private static void add(ExtLogRecord line, String id) {
    line.putMdc(FIELD, id);
    line.setNdc(" " + FIELD + "=" + id);
  }
}
