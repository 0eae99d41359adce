package io.vouchsafe.app;

import io.vouchsafe.base.Outage;
import io.vouchsafe.base.SetupCommand;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.issuer.HighestVersions;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyNames;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSilence;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.token.Signer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of Vault that an organisation's issuer uses.
 *
 * @param highest remembers the highest versions when the issuer is forgotten
 */
record OrganisationVault(IssuerVault vault, HighestVersions highest, String org)
    implements IssuerVault {
  @Override
  public SetupCommand setup() {
    return vault.setup();
  }

  @Override
  public List<RegionSource> keys(String keyPrefix, KeyEvents home, OtherKeys other) {
    List<RegionSource> sources = vault.keys(keyPrefix, home, other);
    Region here = sources.getFirst().region();
    return sources.stream().map(source -> remembered(source, here)).toList();
  }

  private RegionSource remembered(RegionSource source, Region home) {
    String of = source.region().equals(home) ? org : source.region() + "/" + org;
    return source.readBy(highest.of(of, source.custodian()));
  }

  @Override
  public KeyNames keyNames() {
    return vault.keyNames();
  }

  @Override
  public Optional<RevocationStore> revocations(String keyPrefix) {
    return vault.revocations(keyPrefix);
  }

  @Override
  public Map<Region, RevocationStore> revocationsOfOthers(String keyPrefix) {
    return vault.revocationsOfOthers(keyPrefix);
  }

  @Override
  public RegionSilence silentLists(Region region) {
    return vault.silentLists(region);
  }

  @Override
  public Outage outage(Region region) {
    return vault.outage(region);
  }

  @Override
  public Signer signer() {
    return vault.signer();
  }
}
