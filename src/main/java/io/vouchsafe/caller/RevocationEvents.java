package io.vouchsafe.caller;

/** Is told of what becomes of the list of one issuer's revoked grants. */
public interface RevocationEvents {
  /** Does nothing. */
  RevocationEvents NONE = new RevocationEvents() {};

  /** What is done with the list. */
  enum Act {
    LIST,
    ADD
  }

  /** An act worked. */
  default void worked(Act act) {}

  /** An act failed. */
  default void failed(Act act, RevocationStore.Fault fault) {}

  /**
   * The list was read.
   *
   * @param unknown names in it that are no revocations
   */
  default void read(int unknown) {}

  /**
   * Two readings in a row lacked revocations that were there before and have not expired.
   *
   * @param entries how many; each is told of once
   */
  default void lost(int entries) {}
}
