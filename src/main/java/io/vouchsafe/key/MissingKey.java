package io.vouchsafe.key;

import java.util.List;

/** Says of a key that is missing what comes of making it anew. */
final class MissingKey {
  /** What is to be known before a key is made beside others. */
  static final String WARNING =
      "; made beside the issuer's other keys it signs only announce-for later, while the lost key"
          + " from a backup of Vault signs at once, and so do all keys of a new prefix"
          + " (vouchsafe.issuers.<name>.key-prefix)";

  private MissingKey() {}

  /**
   * The reading, with {@link #WARNING} in its remedy if its key is missing and one of {@code
   * readings}, all of one issuer, is good.
   */
  static KeyReading among(List<KeyReading> readings, KeyReading reading) {
    return reading instanceof KeyReading.Failed(KeyFault fault)
            && fault.cause() == KeyFault.Cause.MISSING
            && readings.stream().anyMatch(KeyReading.Good.class::isInstance)
        ? new KeyReading.Failed(
            new KeyFault(
                fault.role(),
                fault.keyName(),
                fault.cause(),
                fault.reason(),
                fault.remedy() + WARNING))
        : reading;
  }
}
