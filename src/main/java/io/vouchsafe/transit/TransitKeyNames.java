package io.vouchsafe.transit;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.vault.VaultAccess;
import io.vouchsafe.vault.VaultFailure;
import io.vouchsafe.vault.VaultOperation;
import java.util.List;
import java.util.Objects;

/** Lists the names of all keys of the Transit engine (Vault API, {@code LIST /transit/keys}). */
public final class TransitKeyNames implements KeyNames {
  private final VaultAccess vault;
  private final TransitSettings settings;

  public TransitKeyNames(VaultAccess vault, TransitSettings settings) {
    this.vault = Objects.requireNonNull(vault, "vault");
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  @Override
  public List<String> list() throws Fault {
    try {
      return vault.list(
          VaultOperation.LIST_KEYS,
          settings.mount() + "/keys",
          Deadline.in(settings.requestTimeout()));
    } catch (VaultFailure failure) {
      throw new Fault(failure.getMessage(), Remedy.ofListing(failure, vault.login(), settings));
    }
  }
}
