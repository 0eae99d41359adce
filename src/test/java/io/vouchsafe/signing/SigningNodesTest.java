package io.vouchsafe.signing;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.key.Region;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BatchFaults;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.vault.VaultNodes;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two nodes of a Vault sign in its place, and neither of them loses a token. */
class SigningNodesTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);

  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  @RegisterExtension static final TransitBed stranger = TransitBed.ofSigner();

  private final BreakingProxy one = BreakingProxy.before(bed.bao().address());
  private final BreakingProxy other = BreakingProxy.before(bed.bao().address());
  private VaultNodes nodes;
  private TransitBed.Signing signing;

  @BeforeEach
  void start() {
    nodes = VaultNodes.of(bed.vault(), List.of(url(one), url(other)));
    signing = bed.signing(nodes);
    bed.proxy().forget();
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private static URL url(BreakingProxy proxy) {
    try {
      return proxy.address().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  private static String name(BreakingProxy proxy) {
    return proxy.address().getAuthority();
  }

  private void signsAToken() throws Exception {
    signsAToken(AMPLE);
  }

  private void signsAToken(Duration deadline) throws Exception {
    signsAToken(SigningAlgorithm.ES256, deadline);
  }

  private void signsAToken(SigningAlgorithm algorithm, Duration deadline) throws Exception {
    PreparedToken token = signing.prepare(algorithm);
    String jwt = signing.signer().sign(signing.handle(token, deadline));
    assertTrue(SignedJWT.parse(jwt).verify(VaultFixture.verifier(token)));
  }

  private static int asked(BreakingProxy proxy) {
    return proxy.seen(SIGNING).size();
  }

  @Test
  void nodesSignInTurnAndVaultsAddressIsNotAsked() throws Exception {
    for (int i = 0; i < 10; i++) {
      signsAToken();
    }

    assertEquals(List.of(5, 5, 0), List.of(asked(one), asked(other), asked(bed.proxy())));
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        arguments("reset", Fault.reset()),
        arguments("sealed", Fault.answer(503, "{\"errors\":[\"Vault is sealed\"]}")),
        arguments("away", Fault.answer(502, "<html>Bad Gateway</html>")),
        arguments("no active node", Fault.answer(500, "{\"errors\":[\"no active node\"]}")),
        arguments("without our token yet", Fault.answer(403, "{\"errors\":[\"no\"]}")),
        arguments("without the key yet", Fault.answer(400, "{\"errors\":[\"key not found\"]}")),
        arguments("without the mount yet", Fault.answer(404, "{\"errors\":[\"no handler\"]}")),
        arguments("beyond its quota", Fault.answer(429, "{\"errors\":[]}")),
        arguments("broken off", Fault.truncate()),
        arguments("nonsense", Fault.rewrite(body -> "{\"data\":{}}")),
        arguments("without the version yet", ofEachItem(it -> refuse(it))),
        arguments("with another version", ofEachItem(it -> it.put("key_version", 99))));
  }

  private static Fault ofEachItem(Consumer<ObjectNode> change) {
    return BatchFaults.results(results -> results.forEach(it -> change.accept((ObjectNode) it)));
  }

  private static void refuse(ObjectNode item) {
    item.put("error", "requested version is higher than the latest").put("key_version", 0);
    item.remove("signature");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void aNodeThatDoesNotSignIsLeftOutAndLosesNoToken(String name, Fault fault) throws Exception {
    one.breaks(SIGNING, fault);

    for (int i = 0; i < 6; i++) {
      signsAToken();
    }

    assertEquals(Set.of(name(one)), nodes.away().keySet());
    assertEquals(List.of(1, 6, 0), List.of(asked(one), asked(other), asked(bed.proxy())));
  }

  @Test
  void aNodeThatRedirectsIsSaidToBeOneOfTheListOfNodes() throws Exception {
    one.breaks(SIGNING, Fault.answer(307, ""));

    for (int i = 0; i < 2; i++) {
      signsAToken();
    }

    String reason = nodes.away().get(name(one));
    assertTrue(reason.contains("vouchsafe.vault.nodes"), reason);
  }

  private static BreakingProxy.Response signedByAStranger(
      BreakingProxy.Request request, BreakingProxy.Upstream upstream)
      throws IOException, InterruptedException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(request.headers());
    headers.put("X-Vault-Token", stranger.bao().rootToken());
    headers.put("X-Vault-Namespace", stranger.bao().namespace());
    return upstream.answer(
        new BreakingProxy.Request(
            request.method(), request.path(), request.target(), headers, request.body()));
  }

  /** Its keys have the same names, and sign under the same numbers in the right form. */
  @ParameterizedTest
  @EnumSource
  void aNodeOfAnotherVaultSignsNoTokenAndIsNamed(SigningAlgorithm algorithm) throws Exception {
    one.breaks(SIGNING, SigningNodesTest::signedByAStranger);

    for (int i = 0; i < 6; i++) {
      signsAToken(algorithm, AMPLE);
    }

    assertEquals(Set.of(name(one)), nodes.away().keySet());
    assertTrue(nodes.away().get(name(one)).contains("another Vault"), nodes.away()::toString);
    assertEquals(List.of(1, 6, 0), List.of(asked(one), asked(other), asked(bed.proxy())));
  }

  @Test
  void aNodeThatBecomesAnotherVaultsIsFoundOutByTheNextMismatch() throws Exception {
    for (int i = 0; i < 4; i++) {
      signsAToken();
    }
    one.breaks(SIGNING, SigningNodesTest::signedByAStranger);
    signing.signer().mismatched(Region.HOME);

    for (int i = 0; i < 6; i++) {
      signsAToken();
    }

    assertEquals(Set.of(name(one)), nodes.away().keySet());
  }

  @Test
  void aNodeThatDoesNotAnswerLeavesTimeForAnother() throws Exception {
    one.breaks(SIGNING, Fault.delay(AMPLE));

    for (int i = 0; i < 4; i++) {
      signsAToken(Duration.ofSeconds(2));
    }

    assertEquals(Set.of(name(one)), nodes.away().keySet());
    assertEquals(List.of(1, 4, 0), List.of(asked(one), asked(other), asked(bed.proxy())));
  }

  @Test
  void aNodeIsBackByItself() throws Exception {
    one.down();
    for (int i = 0; i < 4; i++) {
      signsAToken();
    }
    assertEquals(Set.of(name(one)), nodes.away().keySet());

    one.up();
    eventually(
        "the node that was down",
        () -> {
          assertSigns();
          return asked(one) > 0;
        });
    assertEquals(Map.of(), nodes.away());
  }

  private void assertSigns() {
    try {
      signsAToken();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whereNoNodeIsLeftVaultsAddressSigns() throws Exception {
    one.down();
    other.down();

    for (int i = 0; i < 4; i++) {
      signsAToken();
    }

    assertEquals(Set.of(name(one), name(other)), nodes.away().keySet());
    assertEquals(4, asked(bed.proxy()));
  }

  @Test
  void whatVaultsAddressRefusesTooIsRefusedAndNoNodesFault() {
    for (BreakingProxy each : List.of(one, other, bed.proxy())) {
      each.breaks(SIGNING, ofEachItem(SigningNodesTest::refuse));
    }

    PreparedToken token = signing.prepare(SigningAlgorithm.ES256);
    Problem problem =
        assertThrows(Problem.class, () -> signing.signer().sign(signing.handle(token, AMPLE)));

    assertEquals(Problem.Kind.VERSION_REFUSED, problem.kind());
    assertEquals(Map.of(), nodes.away());
    assertEquals(List.of(1, 1, 1), List.of(asked(one), asked(other), asked(bed.proxy())));
  }

  @Test
  void aRefusalOfANodeSaysNothingOfOurToken() throws Exception {
    one.breaks(SIGNING, Fault.answer(403, "{\"errors\":[\"permission denied\"]}"));

    signsAToken();
    signsAToken();

    assertEquals(List.of(), bed.proxy().seen(path -> path.contains("lookup-self")));
  }
}
