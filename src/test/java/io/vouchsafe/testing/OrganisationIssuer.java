package io.vouchsafe.testing;

import static java.util.stream.Collectors.toMap;

import io.vouchsafe.base.OrgPattern;
import io.vouchsafe.caller.Brokers;
import io.vouchsafe.caller.Callers;
import io.vouchsafe.caller.CheckedTokens;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.issuer.IssuerTemplate;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.JwksCaching;
import io.vouchsafe.key.KeyEvents;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.SubjectTemplate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** An organisation's issuer with keys and grants, and with nobody who may call it. */
public final class OrganisationIssuer {
  private static final JwksCaching CACHING =
      new JwksCaching(Duration.ofMinutes(5), Duration.ofMinutes(1), Duration.ofHours(1), false);

  /** Makes the issuers of organisations. */
  public static final IssuerTemplate TEMPLATE =
      new IssuerTemplate(
          "org",
          OrgPattern.parse("https://id.example.com/org/{org}"),
          OrgPattern.parse("org-{org}"));

  /** Without an ES256 key. */
  public static final Map<KeyRole, KeyPolicy> POLICIES =
      Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.GRANT, DefaultPolicy.policy());

  private OrganisationIssuer() {}

  /** {@link #POLICIES} of keys that are read so often. */
  public static Map<KeyRole, KeyPolicy> policies(Duration refresh) {
    return POLICIES.keySet().stream()
        .collect(
            toMap(Function.identity(), role -> DefaultPolicy.builder().refresh(refresh).build()));
  }

  /** The issuer that {@code template} makes for {@code org}, with these keys. */
  public static Issuer of(
      IssuerTemplate template,
      String org,
      IssuerKeys keys,
      Issuance issuance,
      InstantSource clock) {
    return of(template, org, keys, Optional.empty(), issuance, clock);
  }

  /** The same, where grants can be revoked. */
  public static Issuer of(
      IssuerTemplate template,
      String org,
      IssuerKeys keys,
      Optional<Revocations> revocations,
      Issuance issuance,
      InstantSource clock) {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("{org}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Set.of());
    Grants grants =
        new Grants(
            template.url().of(org),
            keys,
            name -> Optional.empty(),
            revocations,
            policy,
            issuance,
            new CheckedTokens(),
            clock);
    ProofVerifier proofs = new ProofVerifier(List.of(), clock, new Events());
    return new Issuer(
        Issuer.name(template.name(), org),
        template.url().of(org),
        template.keyPrefix().of(org),
        keys,
        List.of(),
        CACHING,
        new TreeSet<>(),
        false,
        proofs,
        new Callers(grants, new Brokers(proofs, List.of()), keys),
        grants,
        null);
  }

  /** The issuer of {@link #TEMPLATE} for {@code org}, whose keys nobody reads and nobody calls. */
  public static Issuer unread(String org) {
    IssuerKeys keys =
        new IssuerKeys(
            role -> {
              throw new AssertionError("nothing is read");
            },
            POLICIES,
            new AdjustableClock(),
            new KeyEvents() {});
    return new Issuer(
        Issuer.name(TEMPLATE.name(), org),
        TEMPLATE.url().of(org),
        TEMPLATE.keyPrefix().of(org),
        keys,
        List.of(),
        null,
        new TreeSet<>(),
        false,
        null,
        null,
        null,
        null);
  }
}
