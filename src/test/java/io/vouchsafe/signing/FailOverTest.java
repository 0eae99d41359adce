package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static io.vouchsafe.testing.VaultFixture.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.DefaultPolicy;
import io.vouchsafe.key.IssuerKeys;
import io.vouchsafe.key.KeyPolicy;
import io.vouchsafe.key.KeyRole;
import io.vouchsafe.key.KeyVersion;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.RegionKeys;
import io.vouchsafe.key.RegionSource;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.key.SigningChoice;
import io.vouchsafe.key.SilentKeyEvents;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.Issuance;
import io.vouchsafe.token.IssuedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.transit.TransitKeys;
import io.vouchsafe.vault.VaultNodes;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another region's Vault signs while home's does not, and no longer. */
class FailOverTest {
  private static final Region US = new Region("us");
  private static final Duration TIME = Duration.ofSeconds(20);
  private static final int CALLERS = 64;
  private static final Duration LONGEST_CALL = Duration.ofSeconds(2);
  private static final Fault FAILS = Fault.answer(500, "{\"errors\":[]}");

  @RegisterExtension static final TransitBed home = TransitBed.ofSigner();
  @RegisterExtension static final TransitBed us = TransitBed.ofSigner();

  private IssuerKeys keys;
  private SigningRegions regions;
  private Issuance issuance;

  @BeforeEach
  void start() {
    keys = keys(Duration.ofMinutes(10));
    start(Circuit.UNHEARD, LONGEST_CALL);
  }

  private void start(Circuit.Events ofHome, Duration longestCall) {
    regions =
        new SigningRegions(
            List.of(
                region(Region.HOME, home, ofHome, longestCall),
                region(US, us, Circuit.UNHEARD, longestCall)));
    issuance = VaultFixture.issuance(keys, new JwtSigner(regions));
    home.proxy().forget();
    us.proxy().forget();
  }

  /**
   * @param clockError within which both regions' keys were made with the issuer
   */
  private static IssuerKeys keys(Duration clockError) {
    KeyPolicy policy = DefaultPolicy.builder().clockError(clockError).build();
    Map<KeyRole, KeyPolicy> policies = new EnumMap<>(KeyRole.class);
    for (KeyRole role : KeyRole.values()) {
      policies.put(role, policy);
    }
    IssuerKeys keys =
        new IssuerKeys(
            List.of(source(Region.HOME, home), source(US, us)), policies, VaultFixture.CLOCK);
    keys.regions().forEach(region -> assertTrue(region.refresh(), () -> "" + region.faults()));
    return keys;
  }

  private static RegionSource source(Region region, TransitBed bed) {
    return new RegionSource(
        region,
        new TransitKeys(bed.vault(), VaultFixture.SETTINGS, TransitBed.PREFIX, VaultFixture.CLOCK),
        new SilentKeyEvents());
  }

  private static SigningRegion region(
      Region region, TransitBed bed, Circuit.Events events, Duration longestCall) {
    Circuit circuit = new Circuit(events);
    VaultNodes vault = VaultNodes.none(bed.vault());
    return new SigningRegion(
        region,
        new SigningLanes(
            vault,
            VaultFixture.SETTINGS,
            VaultFixture.SIGNING,
            VaultFixture.CLOCK,
            SigningEvents.NONE,
            circuit,
            Optional.of(longestCall)),
        circuit,
        new SigningProbe(vault, VaultFixture.SETTINGS));
  }

  /** The region under whose key a new token is signed. */
  private Region signedIn() {
    String token =
        issuance
            .issue(VaultFixture.shape(SigningAlgorithm.ES256), "test", Deadline.in(TIME))
            .value();
    return regionOf(KeyRole.ES256, kid(token));
  }

  private Region regionOf(KeyRole role, String kid) {
    return keys.regions().stream()
        .filter(
            region ->
                region.ring().key(role).orElseThrow().versions().stream()
                    .map(KeyVersion::kid)
                    .anyMatch(it -> it.value().equals(kid)))
        .map(RegionKeys::region)
        .findFirst()
        .orElseThrow();
  }

  /** The region under whose key a new grant is signed. */
  private Region grantSignedIn() {
    String grant =
        issuance
            .issueGrant("test", Duration.ofMinutes(5), Map.of(), "test", Deadline.in(TIME))
            .value();
    return regionOf(KeyRole.GRANT, kid(grant));
  }

  private static String kid(String token) {
    try {
      return SignedJWT.parse(token).getHeader().getKeyID();
    } catch (ParseException e) {
      throw new AssertionError(e);
    }
  }

  private int signatures(TransitBed bed) {
    return bed.proxy().seen(SIGNING).size();
  }

  @Test
  void homeSignsWhileItCan() {
    assertEquals(Region.HOME, signedIn());
    assertEquals(0, signatures(us));
  }

  @Test
  void aTokenThatHomeDoesNotSignIsSignedElsewhere() {
    home.proxy().breaks(SIGNING, Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));

    assertEquals(US, signedIn());
    assertEquals(1, signatures(home));
  }

  @Test
  void aGrantThatHomeDoesNotSignIsSignedElsewhere() {
    assertEquals(Region.HOME, grantSignedIn());
    home.proxy().breaks(SIGNING, Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}"));

    assertEquals(US, grantSignedIn());
  }

  @Test
  void aCallThatHangsLeavesTimeForAnother() {
    home.proxy().breaks(SIGNING, Fault.delay(Duration.ofSeconds(15)));

    assertEquals(US, signedIn());
  }

  private long signed(Deadline deadline) {
    List<Future<IssuedToken>> tokens = new ArrayList<>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        String caller = "caller-" + i;
        tokens.add(
            callers.submit(
                () ->
                    issuance.issue(VaultFixture.shape(SigningAlgorithm.RS256), caller, deadline)));
      }
    }
    return tokens.stream().filter(it -> it.state() == Future.State.SUCCESS).count();
  }

  @Test
  void manyWhoWaitForAHomeThatFellSilentAreAllSignedElsewhere() {
    home.proxy().breaks(SIGNING, Fault.delay(Duration.ofSeconds(15)));

    assertEquals(CALLERS, signed(Deadline.in(TIME)));
    assertTrue(signatures(home) <= VaultFixture.SIGNING.rsa().calls(), "some waited twice");
  }

  /** Two calls fail and are followed by one each, the third opens the circuit, the fourth ends. */
  @Test
  void whoWaitsWhenHomeIsFoundAwayIsNotTakenThereAnyMore() {
    int calls = VaultFixture.SIGNING.rsa().calls();
    start(
        new Circuit.Events() {
          @Override
          public void opened() {
            awaitWaitingAtHome(0);
          }

          @Override
          public void closed() {}
        },
        TIME);
    var allWait = CompletableFuture.runAsync(() -> awaitWaitingAtHome(CALLERS - calls));
    home.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              allWait.join();
              return FAILS.apply(request, upstream);
            });

    assertEquals(CALLERS, signed(Deadline.in(TIME)));
    assertEquals(calls + 2, signatures(home));
  }

  private void awaitWaitingAtHome(int digests) {
    SigningLanes lanes = regions.all().getFirst().lanes();
    eventually("so many wait at home", () -> lanes.waiting(KeyRole.RS256) == digests);
  }

  @Test
  void callersWithoutTimeAreNoFaultOfAVault() {
    home.proxy().breaks(SIGNING, Fault.delay(Duration.ofSeconds(15)));
    for (int i = 0; i < 5; i++) {
      Deadline soon = Deadline.in(LONGEST_CALL.dividedBy(10));
      assertThrows(
          Problem.class,
          () -> issuance.issue(VaultFixture.shape(SigningAlgorithm.ES256), "test", soon));
    }

    assertEquals(List.of(Region.HOME, US), regions.order());
  }

  @Test
  void whileHomeIsAwayNobodyAsksIt() {
    home.proxy().breaks(SIGNING, FAILS);
    for (int i = 0; i < 5; i++) {
      assertEquals(US, signedIn());
    }

    assertEquals(3, signatures(home));
  }

  @Test
  void aProbeThatHomeSignsEndsIt() {
    home.proxy().breaks(SIGNING, FAILS);
    for (int i = 0; i < 3; i++) {
      signedIn();
    }
    CircuitProbe probe =
        new CircuitProbe(
            regions,
            region ->
                List.of((SigningChoice.Ready) keys.in(region).signing(KeyRole.ES256)).stream());

    probe.round();
    assertEquals(List.of(US, Region.HOME), regions.order());
    home.proxy().mend();
    probe.round();
    assertEquals(List.of(Region.HOME, US), regions.order());
    assertEquals(Region.HOME, signedIn());
  }

  @Test
  void whereNoneSignsTheCallerIsTold() {
    home.proxy().breaks(SIGNING, FAILS);
    us.proxy().breaks(SIGNING, FAILS);
    for (int i = 0; i < 5; i++) {
      Problem problem = assertThrows(Problem.class, this::signedIn);
      assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    }
    home.proxy().mend();
    us.proxy().mend();

    assertEquals(Region.HOME, signedIn());
  }
}
