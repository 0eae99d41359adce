package io.vouchsafe.signing;

import static io.vouchsafe.signing.SignedTogether.GOOD;
import static io.vouchsafe.testing.BatchFaults.results;
import static io.vouchsafe.testing.TransitBed.SIGNING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.BatchFaults;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.token.PreparedToken;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers of Vault to several digests, in which one item is refused or wrong. */
class BatchAnswersTest {
  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  private static TransitBed.Signing signing;
  private static SignedTogether together;

  @BeforeAll
  static void start() {
    signing = bed.signing();
    together = new SignedTogether(bed, signing);
  }

  @Test
  void aVersionThatVaultNoLongerSignsWithIsToldOfEachToken() {
    List<PreparedToken> old =
        Stream.generate(() -> signing.prepare(SigningAlgorithm.ES256)).limit(3).toList();
    bed.bao().rotate("vouchsafe-es256");
    var root = bed.bao().root();
    int latest = bed.bao().key("vouchsafe-es256").path("latest_version").intValue();
    root.write("transit/keys/vouchsafe-es256/config", Map.of("min_encryption_version", latest));
    try {
      assertEquals(
          List.of("VERSION_REFUSED", "VERSION_REFUSED", "VERSION_REFUSED"), together.sign(old));
    } finally {
      root.write("transit/keys/vouchsafe-es256/config", Map.of("min_encryption_version", 0));
    }
  }

  private static ObjectNode item(ArrayNode results, int index) {
    return (ObjectNode) results.get(index);
  }

  @Test
  void anErrorIsThatOfItsTokenAlone() {
    bed.proxy()
        .breaks(
            SIGNING,
            results(
                results -> {
                  ObjectNode refused = item(results, 1);
                  refused.remove("signature");
                  refused.put("key_version", 0);
                  refused.put("error", "deep secret");
                }));

    List<String> outcomes = together.sign(together.prepared(SigningAlgorithm.ES256, 4));

    assertEquals(3, Collections.frequency(outcomes, GOOD));
    assertEquals(1, Collections.frequency(outcomes, "VERSION_REFUSED"));
  }

  @Test
  void theOrderOfTheAnswersDoesNotMatter() {
    bed.proxy().breaks(SIGNING, BatchFaults.turned());

    assertEquals(
        Collections.nCopies(20, GOOD),
        together.sign(together.prepared(SigningAlgorithm.ES256, 20)));
  }

  private static Stream<Arguments> wrongItems() {
    return Stream.of(
        wrong("another version", results -> item(results, 1).put("key_version", 7)),
        wrong(
            "another version in its signature",
            results ->
                item(results, 1)
                    .put(
                        "signature",
                        results.at("/1/signature").asText().replace("vault:v", "vault:v7"))),
        wrong("no version", results -> item(results, 1).remove("key_version")),
        wrong("no signature", results -> item(results, 1).remove("signature")),
        wrong("half a signature", results -> item(results, 1).put("signature", "vault:v1:MEUC")),
        wrong("no reference", results -> item(results, 1).remove("reference")),
        wrong("a strange reference", results -> item(results, 1).put("reference", "0-0")),
        wrong(
            "the reference of another",
            results -> item(results, 1).put("reference", results.at("/0/reference").asText())),
        wrong(
            "an error under the reference of another",
            results ->
                item(results, 1)
                    .put("reference", results.at("/0/reference").asText())
                    .put("error", "no")),
        wrong("an answer too few", results -> results.remove(1)),
        wrong("an answer too many", results -> results.add(results.get(1).deepCopy())),
        wrong("nothing in its place", results -> results.setNull(1)));
  }

  private static Arguments wrong(String name, Consumer<ArrayNode> change) {
    return Arguments.of(name, results(change));
  }

  @ParameterizedTest(name = "one item has {0}")
  @MethodSource("wrongItems")
  void oneWrongItemDistrustsTheWholeAnswer(String name, Fault fault) {
    bed.proxy().breaks(SIGNING, fault);

    assertEquals(
        Collections.nCopies(4, "WRONG_ANSWER"),
        together.sign(together.prepared(SigningAlgorithm.ES256, 4)));
  }

  @Test
  void theAnswerToAnotherCallIsNotTaken() {
    AtomicReference<String> earlier = new AtomicReference<>();
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              var answer = upstream.answer(request);
              String before = earlier.getAndSet(new String(answer.body(), UTF_8));
              return before == null ? answer : answer.withBody(before);
            });

    assertEquals(
        Collections.nCopies(4, GOOD), together.sign(together.prepared(SigningAlgorithm.ES256, 4)));
    assertEquals(
        Collections.nCopies(4, "WRONG_ANSWER"),
        together.sign(together.prepared(SigningAlgorithm.ES256, 4)));
  }
}
