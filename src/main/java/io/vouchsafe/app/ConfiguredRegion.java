package io.vouchsafe.app;

import io.vouchsafe.key.Region;
import io.vouchsafe.kv.KvSettings;
import io.vouchsafe.transit.TransitSettings;
import io.vouchsafe.vault.VaultAddress;
import io.vouchsafe.vault.VaultCredentials;
import java.util.Optional;

/**
 * A region as it is configured: its Vault, before anything of it is opened.
 *
 * @param revocation where its revoked grants are kept; empty where grants cannot be revoked
 * @param signs whether its Vault signs for instances of this region: always where it is home
 */
record ConfiguredRegion(
    Region region,
    VaultAddress address,
    VaultCredentials login,
    TransitSettings transit,
    Optional<KvSettings> revocation,
    boolean signs) {}
