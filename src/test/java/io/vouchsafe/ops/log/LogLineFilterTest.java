package io.vouchsafe.ops.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpRequest;
import java.util.List;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.ExtLogRecord.FormatStyle;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Whatever a line is about, a caller cannot forge another one or turn it round. */
class LogLineFilterTest {
  private static final String FORGED = "a\u202eb\nWARN \u001b[2K\u2028c";

  private static final String SECRET = "not-of-a-known-form\nsecret";

  private final LogLineFilter filter = new LogLineFilter();

  private ExtLogRecord line(String logger, String format, Object... values) {
    ExtLogRecord line =
        new ExtLogRecord(Level.INFO, format, FormatStyle.PRINTF, LogLineFilterTest.class.getName());
    line.setLoggerName(logger);
    line.setParameters(values);
    return line;
  }

  private String through(ExtLogRecord line) {
    assertTrue(filter.isLoggable(line));
    return line.getFormattedMessage();
  }

  @Test
  void aLineOfOursHasNoControlsWhereverTheyCameFrom() {
    assertEquals(
        "100% for a\\u202eb\\u000aWARN \\u001b[2K\\u2028c",
        through(line("io.vouchsafe.callers", "100%% for %s", FORGED)));
  }

  @Test
  void aLineOfALibraryKeepsItsLinesAndNothingElse() {
    assertEquals(
        "for a\\u202eb\nWARN \\u001b[2K\\u2028c", through(line("io.vertx", "for %s", FORGED)));
  }

  @Test
  void aPlainLineIsLeftAsItIs() {
    ExtLogRecord line = line("io.vouchsafe.keys", "read %s", "key ü");

    assertEquals("read key ü", through(line));
    assertEquals("read %s", line.getMessage());
  }

  @Test
  void anExceptionKeepsItsNameItsFramesAndItsCauses() {
    ExtLogRecord line = line("io.vouchsafe.http", "unexpected");
    Exception cause = new IllegalArgumentException(FORGED);
    Exception thrown = new IllegalStateException("plain", cause);
    cause.addSuppressed(new IllegalStateException(FORGED, thrown));
    line.setThrown(thrown);

    through(line);

    String trace = trace(line.getThrown());
    assertFalse(trace.contains("\u202e") || trace.contains("\nWARN"), trace);
    assertTrue(trace.startsWith("java.lang.IllegalStateException: plain\n"), trace);
    assertTrue(
        trace.contains("Caused by: java.lang.IllegalArgumentException: a\\u202eb\\u000aWARN"),
        trace);
    assertTrue(trace.contains("Suppressed: java.lang.IllegalStateException: a\\u202eb"), trace);
    assertEquals(thrown.getStackTrace()[0], line.getThrown().getStackTrace()[0]);
  }

  /** What the libraries that we send secrets with say of a header that they do not take. */
  @Test
  void noExceptionOfALibraryBringsAHeaderIntoTheLog() {
    for (Executable header :
        List.<Executable>of(
            () -> new RequestOptions().addHeader("X-Vault-Token", SECRET),
            () -> HttpRequest.newBuilder().header("Authorization", "Bearer " + SECRET),
            () -> new DefaultHttpHeaders().add("X-Vault-Token", SECRET))) {
      for (String logger : List.of("io.vouchsafe.vault", "io.vertx.core")) {
        Exception thrown = assertThrows(IllegalArgumentException.class, header);
        ExtLogRecord line = line(logger, "Unhandled exception");
        line.setThrown(new IllegalStateException(thrown));

        String message = through(line);

        assertEquals("Unhandled exception", message);
        String trace = trace(line.getThrown());
        assertFalse(trace.contains("secret"), trace);
        assertTrue(trace.contains("IllegalArgumentException"), trace);
      }
      Exception thrown = assertThrows(IllegalArgumentException.class, header);
      ExtLogRecord line = line("io.vertx.core", "%s happened", thrown.getMessage());
      line.setThrown(thrown);
      assertFalse(through(line).contains("secret"), line::getFormattedMessage);
    }
  }

  @Test
  void whatLooksLikeASecretIsNotShownOfALibrary() {
    assertEquals(
        "it said [a token of Vault, not shown]",
        through(line("io.vertx.core", "it said %s", "hvs.CAESI-secret")));
  }

  @Test
  void anExceptionWithPlainMessagesIsItself() {
    ExtLogRecord line = line("io.vouchsafe.http", "unexpected");
    Exception thrown = new IllegalStateException("plain");
    thrown.addSuppressed(new IllegalStateException("plain too", thrown));
    line.setThrown(thrown);

    through(line);

    assertSame(thrown, line.getThrown());
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }
}
