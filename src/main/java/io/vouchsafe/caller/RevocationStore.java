package io.vouchsafe.caller;

import io.vouchsafe.base.Deadline;
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

    /**
     * @param reason without a secret
     * @param remedy what an operator does about it
     */
    public Fault(String reason, String remedy) {
      super(reason, null, false, false);
      this.remedy = remedy;
    }

    public String remedy() {
      return remedy;
    }
  }

  /** What became of a name that was to be added. */
  enum Added {
    /** It is there. */
    DONE,
    /** It may not be added, as one that is there already, or since nothing may be added. */
    DENIED
  }

  /**
   * All names.
   *
   * @throws Fault if not every name could be read
   */
  List<String> list() throws Fault;

  /**
   * Adds a name.
   *
   * @param deadline how long the caller waits
   * @throws Fault if it is not certain that it is there
   */
  Added add(String name, Deadline deadline) throws Fault;

  /**
   * Removes a name; one that is not there is no fault.
   *
   * @throws Fault if it may be there still
   */
  void remove(String name) throws Fault;
}
