package io.vouchsafe.key;

import java.util.List;

/** Lists the keys that there are: Vault's Transit engine. Its calls block. */
@FunctionalInterface
public interface KeyNames {
  /** Why they could not be listed. */
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

  /**
   * The names of all keys, in one call.
   *
   * @throws Fault if not every name could be listed within the store's own timeout
   */
  List<String> list() throws Fault;
}
