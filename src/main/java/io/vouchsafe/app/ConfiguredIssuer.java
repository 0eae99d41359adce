package io.vouchsafe.app;

import io.vouchsafe.caller.Brokers;
import io.vouchsafe.caller.Callers;
import io.vouchsafe.caller.CheckedTokens;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.RevocationSource;
import io.vouchsafe.caller.RevocationStore;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.caller.TokenExchanges;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.ExtraKey;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Region;
import io.vouchsafe.ops.health.SigningAttempts;
import io.vouchsafe.ops.health.WatchedAudit;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.TokenIssuer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * An issuer as it is configured: all that it has before it has a Vault.
 *
 * @param checked tokens of the issuer, or of all organisations
 * @param template of the issuers of organisations, where it is one; its URL and prefix are then
 *     nobody's
 */
record ConfiguredIssuer(
    String name,
    String url,
    String keyPrefix,
    Map<KeyRole, KeyPolicy> keyPolicies,
    JwksCaching caching,
    List<ExtraKey> extraKeys,
    IssuancePolicy policy,
    TreeSet<String> claims,
    boolean spiffe,
    ProofVerifier proofs,
    Brokers brokers,
    Optional<TokenExchanges> exchanges,
    CheckedTokens checked,
    Optional<IssuerTemplate> template) {

  /** The issuer of one organisation, which shares with the others all that is not its own. */
  ConfiguredIssuer of(String org) {
    IssuerTemplate made = template.orElseThrow();
    return new ConfiguredIssuer(
        Issuer.name(name, org),
        made.url().of(org),
        made.keyPrefix().of(org),
        keyPolicies,
        caching,
        extraKeys,
        policy.of(org),
        claims,
        spiffe,
        proofs,
        brokers,
        exchanges,
        checked,
        Optional.empty());
  }

  Issuer with(
      IssuerVault vault,
      ReleaseCheck release,
      SigningAttempts attempts,
      IssuerEvents listeners,
      InstantSource clock) {
    IssuerKeys keys =
        new IssuerKeys(
            vault.keys(
                keyPrefix,
                listeners.keys(name, keyPrefix, keyPolicies.keySet(), vault.setup()),
                (region, setup, outage) -> listeners.keysOf(region, name, setup, outage)),
            keyPolicies,
            clock);
    Audit audit = new WatchedAudit(listeners.audit(name), attempts);
    Issuance issuance =
        new Issuance(
            url, keys, vault.signer(), release, audit, clock, listeners.tokens(name, keys.roles()));
    Optional<Revocations> revocations =
        vault
            .revocations(keyPrefix)
            .map(
                store ->
                    new Revocations(
                        url,
                        lists(keys.home().region(), store, vault, listeners),
                        keyPolicies.get(KeyRole.GRANT),
                        audit,
                        clock));
    Grants grants =
        new Grants(url, keys, brokers::named, revocations, policy, issuance, checked, clock);
    return new Issuer(
        name,
        url,
        keyPrefix,
        keys,
        extraKeys,
        caching,
        claims,
        spiffe,
        proofs,
        new Callers(grants, brokers, exchanges, keys),
        grants,
        new TokenIssuer(policy, issuance));
  }

  /** Home's list of revoked grants, and those of the other regions. */
  private List<RevocationSource> lists(
      Region home, RevocationStore store, IssuerVault vault, IssuerEvents listeners) {
    return Stream.concat(
            Stream.of(
                new RevocationSource(
                    home, store, listeners.revocations(name), vault.silentLists(home))),
            vault.revocationsOfOthers(keyPrefix).entrySet().stream()
                .map(
                    it ->
                        new RevocationSource(
                            it.getKey(),
                            it.getValue(),
                            listeners.revocations(name, it.getKey(), vault.outage(it.getKey())),
                            vault.silentLists(it.getKey()))))
        .toList();
  }
}
