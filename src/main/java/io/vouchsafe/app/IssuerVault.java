package io.vouchsafe.app;

import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.token.Signer;

/** What of IssuerVault the issuers need. */
public interface IssuerVault {
  /** The keys that start with {@code keyPrefix}. */
  KeyCustodian custodian(String keyPrefix);

  Signer signer();
}
