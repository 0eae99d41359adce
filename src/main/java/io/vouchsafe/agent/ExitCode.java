package io.vouchsafe.agent;

/** How the program ends; docs/vouchsafe.md promises these numbers. */
public enum ExitCode {
  /** What was asked for was done. */
  DONE(0),
  /** An issuer or a relying party said no, or a check found something. */
  REFUSED(1),
  /** The command line or the configuration is wrong. */
  MISUSED(2),
  /**
   * An issuer or a relying party is away, slow, broken or busy: trying again may help. The program
   * itself is broken, too: nobody has said no.
   */
  UNAVAILABLE(3),
  /** A file could not be read or written. */
  FILE(4);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
