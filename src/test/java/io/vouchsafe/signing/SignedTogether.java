package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jwt.SignedJWT;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.PreparedToken;
import io.vouchsafe.token.Problem;
import io.vouchsafe.token.Signer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Has tokens signed together, in one wave, and says what came of each. */
final class SignedTogether {
  /** The result for a token that verifies; else it is why there is none. */
  static final String GOOD = "good";

  private static final Duration AMPLE = Duration.ofSeconds(60);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TransitBed bed;
  private final TransitBed.Signing signing;

  SignedTogether(TransitBed bed, TransitBed.Signing signing) {
    this.bed = bed;
    this.signing = signing;
  }

  List<PreparedToken> prepared(SigningAlgorithm algorithm, int size) {
    List<PreparedToken> tokens = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      tokens.add(signing.prepare(algorithm));
    }
    return tokens;
  }

  String outcome(PreparedToken token, Signer.Place place) {
    return outcome(token, "test", place);
  }

  /** The same for another caller than that of all others. */
  String outcome(PreparedToken token, String caller, Signer.Place place) {
    try (place) {
      SignedJWT jwt =
          SignedJWT.parse(
              place.sign(VaultFixture.handle(signing.keys(), token, caller, Deadline.in(AMPLE))));
      assertEquals(token.id(), jwt.getJWTClaimsSet().getJWTID());
      return jwt.verify(VaultFixture.verifier(token)) ? GOOD : "does not verify";
    } catch (Problem problem) {
      return problem.kind().toString();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  List<String> sign(List<PreparedToken> tokens) {
    List<Signer.Place> places = signing.signer().places(tokens.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> outcomes = new ArrayList<>();
      for (int i = 0; i < tokens.size(); i++) {
        PreparedToken token = tokens.get(i);
        Signer.Place place = places.get(i);
        outcomes.add(threads.submit(() -> outcome(token, place)));
      }
      threads.close();
      return outcomes.stream().map(Future::resultNow).toList();
    }
  }

  List<JsonNode> requests() {
    List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    bed.proxy()
        .breaks(
            SIGNING,
            (request, upstream) -> {
              bodies.add(JSON.readTree(request.body()));
              return upstream.answer(request);
            });
    return bodies;
  }
}
