package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
import java.time.Duration;
import java.util.List;

/**
 * Where the names of revocations are kept, for all instances that serve one issuer. Its calls
 * block.
 */
public interface RevocationStore {
  /** Why a call failed. */
  final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    private final String remedy;
    private final boolean denied;

    /**
     * @param reason without a secret
     * @param remedy what an operator does about it
     * @param denied whether the call is not allowed
     */
    public Fault(String reason, String remedy, boolean denied) {
      super(reason, null, false, false);
      this.remedy = remedy;
      this.denied = denied;
    }

    public String remedy() {
      return remedy;
    }

    public boolean denied() {
      return denied;
    }
  }

  /** How long listing may take that no caller waits for. */
  Duration timeout();

  /**
   * All names.
   *
   * @throws Fault if not every name could be read by the deadline
   */
  List<String> list(Deadline deadline) throws Fault;

  /**
   * Adds a name.
   *
   * @param deadline how long the caller waits
   * @throws Fault if it is not certain that it is there; one that is there already may be denied
   */
  void add(String name, Deadline deadline) throws Fault;

  /**
   * Removes a name; one that is not there is no fault.
   *
   * @throws Fault if it may be there still
   */
  void remove(String name) throws Fault;
}
