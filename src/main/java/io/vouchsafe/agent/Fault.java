package io.vouchsafe.agent;

import io.vouchsafe.base.Masked;
import io.vouchsafe.base.OneLine;

/**
 * Why the program could not do what it was asked for, in one line that says what to do and holds no
 * secret.
 */
public final class Fault extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 2000;

  private final ExitCode code;
  private final int status;

  private Fault(ExitCode code, String message, Throwable cause) {
    this(code, 0, message, cause);
  }

  private Fault(ExitCode code, int status, String message, Throwable cause) {
    super(line(message), cause);
    this.code = code;
    this.status = status;
  }

  private static String line(String message) {
    String line = OneLine.of(Masked.of(message));
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ..";
  }

  /** The other side said no: the same question gets the same answer. */
  public static Fault refused(String message) {
    return new Fault(ExitCode.REFUSED, message, null);
  }

  /** The same, by an answer of HTTP. */
  public static Fault refused(int status, String message) {
    return new Fault(ExitCode.REFUSED, status, message, null);
  }

  /** The command line, a variable or a setting is not what it must be. */
  public static Fault misused(String message) {
    return new Fault(ExitCode.MISUSED, message, null);
  }

  /** The other side is away, slow, broken or busy: the same question may be answered later. */
  public static Fault unavailable(String message) {
    return new Fault(ExitCode.UNAVAILABLE, message, null);
  }

  /** A file could not be read or written. */
  public static Fault file(String message, Throwable cause) {
    return new Fault(ExitCode.FILE, message, cause);
  }

  /** How the program ends with this. */
  public ExitCode code() {
    return code;
  }

  /** The status of the answer of HTTP by which it was refused; 0 where that is not known. */
  public int status() {
    return status;
  }
}
