package io.vouchsafe.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What is logged in a category, and below it, while a test runs. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {
  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (isLoggable(entry) && !isOfAnOutageBefore(entry)) {
            records.add(entry);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  public LogLines(Class<?> type) {
    this(type.getName());
  }

  public LogLines(String category) {
    logger = Logger.getLogger(category);
  }

  /** The same, through a filter that may add to each line. */
  public LogLines(String category, Filter filter) {
    this(category);
    handler.setFilter(filter);
  }

  /** Services of other tests leave an outage that goes on, and a line of it each minute. */
  private static boolean isOfAnOutageBefore(LogRecord entry) {
    return entry instanceof ExtLogRecord written && written.getThreadName().equals("outage");
  }

  /** The lines as they are printed, with the traces of what they hold. */
  public List<String> lines() {
    return records.stream().map(new SimpleFormatter()::format).toList();
  }

  /** What each line says. */
  public List<String> messages() {
    return records.stream().map(LogLines::message).toList();
  }

  /** The lines as the log manager of JBoss has them. */
  public List<ExtLogRecord> records() {
    return records.stream().map(ExtLogRecord.class::cast).toList();
  }

  private static String message(LogRecord entry) {
    return entry instanceof ExtLogRecord formatted
        ? formatted.getFormattedMessage()
        : entry.getMessage();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    records.clear();
    logger.addHandler(handler);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    logger.removeHandler(handler);
  }
}
