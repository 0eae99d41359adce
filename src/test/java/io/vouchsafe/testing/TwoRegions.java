package io.vouchsafe.testing;

import io.vouchsafe.caller.CheckedTokens;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.issuer.Issuer;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyTraits;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.proof.ProofVerifier;
import io.vouchsafe.proof.TrustedIssuerEvents;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.TokenEvents;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** An issuer whose keys are read in two regions, {@code eu} at home, each of which may be away. */
public final class TwoRegions {
  public static final Region EU = new Region("eu");
  public static final Region US = new Region("us");
  public static final KeyPolicy POLICY = DefaultPolicy.policy();

  public final AdjustableClock clock = new AdjustableClock();

  /** The regions that cannot be read now. */
  public final Set<Region> away = new HashSet<>();

  public final IssuerKeys keys;
  public final Issuer issuer;
  private final Map<Region, List<Instant>> created = new HashMap<>();
  private final Map<Region, KeyTraits> traits = new HashMap<>();

  public TwoRegions() {
    for (Region region : List.of(EU, US)) {
      made(region, clock.instant());
      traits.put(region, KeyTraits.SAFE);
    }
    keys =
        new IssuerKeys(
            List.of(source(EU), source(US)),
            Map.of(KeyRole.RS256, POLICY, KeyRole.GRANT, POLICY),
            clock);
    issuer =
        new Issuer(
            "default",
            "https://id.example.com",
            "test",
            keys,
            List.of(),
            null,
            new TreeSet<>(),
            false,
            new ProofVerifier(List.of(), clock, nothing(TrustedIssuerEvents.class)),
            null,
            grants(),
            null);
  }

  /** Grants that cannot be revoked, and that nobody may ask for. */
  private Grants grants() {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("{job}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Set.of());
    Issuance issuance =
        new Issuance(
            "https://id.example.com",
            keys,
            nothing(Signer.class),
            ReleaseCheck.always(),
            nothing(Audit.class),
            clock,
            TokenEvents.NONE);
    return new Grants(
        "https://id.example.com",
        keys,
        name -> Optional.empty(),
        Optional.empty(),
        policy,
        issuance,
        new CheckedTokens(),
        clock);
  }

  private static <T> T nothing(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
  }

  private RegionSource source(Region region) {
    return new RegionSource(region, role -> reading(region, role), new SilentKeyEvents());
  }

  private KeyReading reading(Region region, KeyRole role) {
    return away.contains(region)
        ? new KeyReading.Failed(
            new KeyFault(
                role, role.keyName("test"), KeyFault.Cause.UNREACHABLE, "no answer", "wait"))
        : new KeyReading.Good(key(region, role));
  }

  /** Each region's versions have key pairs of their own. */
  private SigningKey key(Region region, KeyRole role) {
    List<KeyVersion> versions = new ArrayList<>();
    for (Instant at : created.get(region)) {
      int number = versions.size() + 1;
      int pair = region.equals(EU) ? number : 10 + number;
      versions.add(
          KeyVersion.of(
              number, at, Keys.pair(role.algorithm(), pair).getPublic(), role.algorithm()));
    }
    return new SigningKey(
        role, role.keyName("test"), versions, 0, traits.get(region), clock.instant());
  }

  /** From now on the key of a region has versions that were created at these instants. */
  public void made(Region region, Instant... versions) {
    created.put(region, List.of(versions));
  }

  /** From now on the key of a region can be taken out of its Vault. */
  public void recoverable(Region region) {
    traits.put(region, new KeyTraits(true, false, false, Duration.ZERO, true, false));
  }

  /** Reads the keys of every region that is not away. */
  public void read() {
    keys.regions().forEach(RegionKeys::refresh);
  }
}
