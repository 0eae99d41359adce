package io.vouchsafe.app;

import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.token.Signer;

/** The part of Vault that an issuer uses: keys to read and a signer. */
interface IssuerVault {
  /** Where the Transit engine is mounted. */
  String mount();

  /** Reads the keys whose names start with {@code keyPrefix}. */
  KeyCustodian custodian(String keyPrefix);

  /** Signs with every key. */
  Signer signer();
}
