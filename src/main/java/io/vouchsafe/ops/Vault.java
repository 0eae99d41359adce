package io.vouchsafe.ops;

import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.token.Signer;

/** What of Vault the issuers need. */
interface Vault {
  /** The keys that start with {@code keyPrefix}. */
  KeyCustodian custodian(String keyPrefix);

  Signer signer();
}
