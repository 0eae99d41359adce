package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.BreakingProxy.Response;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a standby, a proxy or a balancer answers in Vault's place is no refusal to sign. */
class StandbyAnswersTest {
  private static final Duration AMPLE = Duration.ofSeconds(30);
  private static final Predicate<String> READING = path -> path.contains("/transit/keys/");
  private static final String PAGE = "<html><body>Bad Gateway</body></html>";

  @RegisterExtension static final TransitBed bed = TransitBed.ofSignerAlone();

  private static TransitBed.Signing signing;

  @BeforeAll
  static void start() {
    signing = bed.signing();
  }

  private static Fault redirect(int status, String location) {
    return (request, upstream) ->
        new Response(status, Map.of("Location", location), new byte[0], 0);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments("412 for good", Fault.answer(412, "{\"errors\":[\"required state\"]}"), "(412)"),
        arguments("412 without a body", Fault.answer(412, ""), "(412)"),
        arguments("472", Fault.answer(472, "{\"errors\":[\"DR secondary\"]}"), "(472)"),
        arguments("473", Fault.answer(473, "{}"), "(473)"),
        arguments("no active node", noActiveNode(500), "no active node (500)"),
        arguments("no active node, as a refusal", noActiveNode(400), "no active node (400)"),
        arguments("a page of 502", Fault.answer(502, PAGE), "status 502"),
        arguments("a page of 504", Fault.answer(504, PAGE), "status 504"),
        arguments("a page of 400", Fault.answer(400, PAGE), "before Vault"),
        arguments("a page of 404", Fault.answer(404, "\r\n <!DOCTYPE html>"), "before Vault"),
        arguments(
            "a redirect",
            redirect(307, "https://active.example:8200/v1/x?token=deep-secret"),
            "redirects to https://active.example:8200 (307)"),
        arguments("a redirect without a host", redirect(302, "/login"), "another address (302)"),
        arguments("a choice", redirect(300, "http://a.example"), "redirects to http://a.example"));
  }

  private static Fault noActiveNode(int status) {
    return Fault.answer(
        status, "{\"errors\":[\"local node not active but active cluster node not found\"]}");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failures")
  void isUnavailableAndBringsNoReadingOfTheKeys(String name, Fault fault, String said) {
    PreparedToken token = signing.prepare(SigningAlgorithm.ES256);
    bed.proxy().forget();
    bed.proxy().breaks(SIGNING, fault);

    Problem problem =
        assertThrows(
            Problem.class,
            () ->
                VaultFixture.issuance(signing.keys(), signing.signer())
                    .sign(token, "test", Deadline.in(AMPLE)));

    assertEquals(Problem.Kind.UNAVAILABLE, problem.kind());
    assertEquals("Vault failed to sign", problem.getMessage());
    assertEquals(List.of(), bed.proxy().seen(READING));
    String reason = signing.lanes().attempts().trouble().orElseThrow().reason();
    assertTrue(reason.contains(said), reason);
    assertFalse(reason.contains("secret"), reason);
  }

  @Test
  void aStandbyThatCatchesUpCostsNoToken() {
    PreparedToken token = signing.prepare(SigningAlgorithm.ES256);
    AtomicInteger early = new AtomicInteger(3);
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) ->
                early.getAndDecrement() > 0
                    ? Fault.answer(412, "{\"errors\":[]}").apply(request, upstream)
                    : upstream.answer(request));

    signing.signer().sign(signing.handle(token, AMPLE));

    assertEquals(4, bed.proxy().seen(SIGNING).size());
  }

  @Test
  void itIsNotAskedBeyondTheDeadline() {
    PreparedToken token = signing.prepare(SigningAlgorithm.ES256);
    bed.proxy().breaks(SIGNING, Fault.answer(412, "{\"errors\":[]}"));

    assertThrows(
        Problem.class, () -> signing.signer().sign(signing.handle(token, Duration.ofSeconds(1))));

    int asked = bed.proxy().seen(SIGNING).size();
    assertTrue(asked >= 1 && asked <= 7, () -> "asked " + asked);
  }
}
