package io.vouchsafe.caller.simulation;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vouchsafe.caller.Broker;
import io.vouchsafe.caller.CheckedTokens;
import io.vouchsafe.caller.Grants;
import io.vouchsafe.caller.Revocations;
import io.vouchsafe.caller.SimulatedCaller;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.Keys;
import io.vouchsafe.key.Kid;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.proof.CompactJws;
import io.vouchsafe.testing.Jwts;
import io.vouchsafe.token.Audit;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.ReleaseCheck;
import io.vouchsafe.token.Signer;
import io.vouchsafe.token.SigningHandle;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.TokenEvents;
import io.vouchsafe.token.TokenType;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What all instances have in common: brokers, and grants that are signed for real. */
final class SimulatedIssuer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final IssuancePolicy policy =
      new IssuancePolicy(
          SubjectTemplate.parse("job:{job}"),
          Map.of(),
          Optional.empty(),
          Duration.ofMinutes(5),
          Duration.ofHours(1),
          Set.of(SimulatedCaller.ISSUER));
  private final List<Broker> brokers =
      Stream.of("edge", "hub").map(SimulatedCaller::broker).toList();
  private final Audit audit = new Silent();
  private final String stranger = signed(new Kid("a stranger's"), "{}");

  List<Broker> brokers() {
    return brokers;
  }

  Audit audit() {
    return audit;
  }

  /**
   * @param order the regions whose Vaults an instance signs in, as {@link Signer#order}
   */
  Grants grants(
      IssuerKeys keys,
      Optional<Revocations> revocations,
      Supplier<List<Region>> order,
      InstantSource clock) {
    Map<String, Broker> byName = brokers.stream().collect(toMap(Broker::name, identity()));
    return new Grants(
        SimulatedCaller.ISSUER,
        keys,
        name -> Optional.ofNullable(byName.get(name)),
        revocations,
        policy,
        new Issuance(
            SimulatedCaller.ISSUER,
            keys,
            signer(order),
            ReleaseCheck.always(),
            audit,
            clock,
            TokenEvents.NONE),
        new CheckedTokens(),
        clock);
  }

  private static String sign(SigningHandle handle) {
    handle.spend();
    PreparedToken token = handle.token();
    return signed(token.keyVersion().kid(), json(token.claims()));
  }

  private static Signer signer(Supplier<List<Region>> order) {
    return new Signer() {
      @Override
      public String sign(SigningHandle handle) {
        return SimulatedIssuer.sign(handle);
      }

      @Override
      public List<Region> order() {
        return order.get();
      }
    };
  }

  private static String signed(Kid kid, String claims) {
    SigningAlgorithm algorithm = KeyRole.GRANT.algorithm();
    return Jwts.signed(
        json(Map.of("alg", algorithm.name(), "kid", kid.value(), "typ", TokenType.GRANT.header())),
        claims,
        Keys.pair(algorithm, 1).getPrivate(),
        algorithm.joseSignatureJcaName());
  }

  /** What looks like a grant, under a key that no Vault has. */
  String grantOfAStranger() {
    return stranger;
  }

  /** The key under which a grant is. */
  static Kid kid(String jwt) {
    return new Kid(CompactJws.parse(jwt).member("kid").orElseThrow());
  }

  private static String json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Silent implements Audit {
    @Override
    public void asked(PreparedToken token) {}

    @Override
    public void issued(PreparedToken token) {}

    @Override
    public void failed(PreparedToken token, Problem problem) {}

    @Override
    public void mismatched(PreparedToken token) {}
  }
}
