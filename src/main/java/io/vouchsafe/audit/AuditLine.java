package io.vouchsafe.audit;

import io.vouchsafe.base.OneLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;

/** One line of the audit trail: what happened, and then {@code name=value} for each value. */
final class AuditLine {
  private final StringBuilder text = new StringBuilder(256);
  private final Map<String, String> fields = new LinkedHashMap<>();

  AuditLine(String event) {
    text.append(event);
    fields.put("event", event);
  }

  AuditLine with(String name, Object value) {
    String plain = oneLine(String.valueOf(value));
    text.append(' ').append(name).append('=').append(plain);
    fields.put(name, plain);
    return this;
  }

  /** Ends the line with a text of ours. */
  AuditLine saying(String words) {
    text.append(": ").append(words);
    return this;
  }

  void write(Logger log, Level level) {
    ExtLogRecord line =
        new ExtLogRecord(
            level, text.toString(), ExtLogRecord.FormatStyle.NO_FORMAT, AuditLine.class.getName());
    line.setLoggerName(log.getName());
    fields.forEach(line::putMdc);
    log.log(line);
  }

  private static String oneLine(String text) {
    String plain = OneLine.of(text);
    StringBuilder line = null;
    for (int i = 0; i < plain.length(); i++) {
      if (isSpace(plain.charAt(i))) {
        line = line == null ? new StringBuilder(plain) : line;
        line.setCharAt(i, '_');
      }
    }
    return line == null ? plain : line.toString();
  }

  private static boolean isSpace(char code) {
    return code == ' ' || Character.isWhitespace(code) || Character.isSpaceChar(code);
  }
}
