package io.vouchsafe.app;

import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.key.KeyCustodian;
import io.vouchsafe.token.Signer;
import java.util.Optional;

/** The part of Vault that an issuer uses: keys to read and a signer. */
interface IssuerVault {
  /** The command that prepares it. */
  SetupCommand setup();

  /** Reads the keys whose names start with {@code keyPrefix}. */
  KeyCustodian custodian(String keyPrefix);

  /** The revoked grants of the issuer; empty where grants cannot be revoked, or none is shown. */
  Optional<RevocationStore> revocations(String keyPrefix);

  /** Signs with every key. */
  Signer signer();
}
