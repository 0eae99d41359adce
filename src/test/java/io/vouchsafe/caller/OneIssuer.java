package io.vouchsafe.caller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyFault;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyReading;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SigningKey;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.testing.AdjustableClock;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.HeardAudit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.TokenEvents;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** An issuer whose keys are in memory and sign for real; Vault's part has tests of its own. */
final class OneIssuer {
  static final String URL = "https://id.example";

  private static final ObjectMapper JSON = new ObjectMapper();

  final AdjustableClock clock;
  final HeardAudit audit = new HeardAudit();
  final IssuerKeys keys;
  final IssuancePolicy policy;
  final Issuance issuance;
  final Grants grants;
  private final KeyVersion rs256;
  private final List<KeyVersion> grantVersions = new ArrayList<>();
  private final Map<String, KeyPair> pairs = new LinkedHashMap<>();
  final Map<String, Broker> brokers = new HashMap<>();
  Optional<Revocations> revocations = Optional.empty();
  boolean vaultUp = true;

  /** Why its keys are not read while Vault is not up. */
  KeyFault.Cause cause = KeyFault.Cause.UNREACHABLE;

  int signatures;

  OneIssuer() {
    this(new AdjustableClock(), Map.of());
  }

  /** An instance that reads the keys of another region too, and whose home has its own. */
  OneIssuer(Region region, OneIssuer there) {
    this(there.clock, Map.of(region, there));
  }

  private OneIssuer(AdjustableClock clock, Map<Region, OneIssuer> others) {
    this.clock = clock;
    rs256 = KeyVersion.of(1, clock.instant(), Jwts.RSA.getPublic(), KeyRole.RS256.algorithm());
    pairs.put(rs256.kid().value(), Jwts.RSA);
    addGrantVersion();
    keys =
        new IssuerKeys(
            Stream.concat(
                    Stream.of(source(Region.HOME, this)),
                    others.entrySet().stream().map(it -> source(it.getKey(), it.getValue())))
                .toList(),
            Map.of(KeyRole.RS256, DefaultPolicy.policy(), KeyRole.GRANT, grantPolicy()),
            clock);
    policy =
        new IssuancePolicy(
            SubjectTemplate.parse("deployment:{org}/{deployment}"),
            Map.of(),
            Optional.empty(),
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Set.of(URL));
    issuance =
        new Issuance(URL, keys, this::sign, ReleaseCheck.always(), audit, clock, TokenEvents.NONE);
    grants = grants(brokers);
  }

  private static RegionSource source(Region region, OneIssuer vault) {
    return new RegionSource(region, vault::read, new SilentKeyEvents());
  }

  /** The same grants in another process, which is configured with other brokers. */
  Grants restarted(Broker... today) {
    return grants(Stream.of(today).collect(toMap(Broker::name, Function.identity())));
  }

  private Grants grants(Map<String, Broker> brokers) {
    return new Grants(
        URL,
        keys,
        name -> Optional.ofNullable(brokers.get(name)),
        revocations,
        policy,
        issuance,
        new CheckedTokens(),
        clock);
  }

  private static KeyPolicy grantPolicy() {
    return DefaultPolicy.builder()
        .retireAfter(Duration.ofDays(8))
        .longestCopy(Duration.ZERO)
        .longestToken(Duration.ofDays(7))
        .build();
  }

  KeyPair addGrantVersion() {
    KeyPair pair = Jwts.ec("secp256r1");
    int number = grantVersions.isEmpty() ? 1 : grantVersions.getLast().number() + 1;
    KeyVersion version =
        KeyVersion.of(number, clock.instant(), pair.getPublic(), KeyRole.GRANT.algorithm());
    grantVersions.add(version);
    pairs.put(version.kid().value(), pair);
    return pair;
  }

  /** What raising both minimums does. */
  void withdrawOldestGrantVersion() {
    grantVersions.removeFirst();
  }

  KeyVersion newestGrantVersion() {
    return grantVersions.getLast();
  }

  KeyPair pair(KeyVersion version) {
    return pairs.get(version.kid().value());
  }

  KeyVersion rs256() {
    return rs256;
  }

  private KeyReading read(KeyRole role) {
    if (!vaultUp) {
      return new KeyReading.Failed(new KeyFault(role, role.keyName("t"), cause, "down", "wait"));
    }
    List<KeyVersion> versions = role == KeyRole.GRANT ? grantVersions : List.of(rs256);
    return new KeyReading.Good(
        new SigningKey(
            role,
            role.keyName("t"),
            List.copyOf(versions),
            1,
            io.vouchsafe.key.KeyTraits.SAFE,
            clock.instant()));
  }

  private String sign(SigningHandle handle) {
    handle.spend();
    signatures++;
    PreparedToken token = handle.token();
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", token.algorithm().name());
    header.put("kid", token.keyVersion().kid().value());
    header.put("typ", token.type().header());
    return Jwts.signed(
        json(header),
        json(token.claims()),
        pairs.get(token.keyVersion().kid().value()).getPrivate(),
        token.algorithm().joseSignatureJcaName());
  }

  static String json(Map<String, Object> members) {
    try {
      return new String(JSON.writeValueAsBytes(members), UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Time passes while Vault goes on being read. */
  void pass(Duration duration) {
    clock.pass(duration);
    keys.refresh();
  }
}
