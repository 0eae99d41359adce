package io.vouchsafe.signing;

import static io.vouchsafe.testing.TransitBed.SIGNING;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.base.Deadline;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.testing.TransitBed;
import io.vouchsafe.testing.VaultFixture;
import io.vouchsafe.token.AttributeValue;
import io.vouchsafe.token.AudienceProfile;
import io.vouchsafe.token.AudienceSet;
import io.vouchsafe.token.EntitledRequest;
import io.vouchsafe.token.Entitlement;
import io.vouchsafe.token.IssuancePolicy;
import io.vouchsafe.token.Outcome;
import io.vouchsafe.token.SubjectTemplate;
import io.vouchsafe.token.TokenIssuer;
import io.vouchsafe.token.TokenRequest;
import io.vouchsafe.token.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many calls to a real OpenBao a list of tokens makes. */
class ListSigningTest {
  private static final Duration LONGEST = Duration.ofHours(1);

  @RegisterExtension static final TransitBed bed = TransitBed.ofSigner();

  private static TransitBed.Signing signing;

  @BeforeAll
  static void start() {
    signing = bed.signing();
  }

  private static TokenIssuer issuer(SigningAlgorithm algorithm) {
    IssuancePolicy policy =
        new IssuancePolicy(
            SubjectTemplate.parse("job:{job}"),
            Map.of("a", new AudienceProfile(algorithm, LONGEST)),
            Optional.of("a"),
            Duration.ofMinutes(5),
            LONGEST,
            Set.of());
    return new TokenIssuer(policy, VaultFixture.issuance(signing.keys(), signing.signer()));
  }

  private static EntitledRequest request() {
    Workload workload = Workload.of(Map.of("job", new AttributeValue.Text("1")));
    return new EntitledRequest(
        new Entitlement(workload, AudienceSet.of(Set.of("*")), LONGEST, "grant g-1"),
        new TokenRequest(Optional.empty(), Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({"ES256, 1000", "ES256, 50", "RS256, 200", "RS256, 5"})
  void aListGoesInWholeCalls(SigningAlgorithm algorithm, int size) {
    List<JsonNode> requests = new SignedTogether(bed, signing).requests();
    List<EntitledRequest> list = IntStream.range(0, size).mapToObj(i -> request()).toList();

    List<Outcome> outcomes = issuer(algorithm).issue(list, Deadline.in(Duration.ofMinutes(1)));

    assertEquals(size, outcomes.stream().filter(Outcome.Issued.class::isInstance).count());
    int batch = VaultFixture.SIGNING.lane(algorithm).batch();
    int fewest = (size + batch - 1) / batch;
    assertEquals(fewest, bed.proxy().seen(SIGNING).size());
    assertTrue(requests.stream().allMatch(it -> it.path("batch_input").size() <= batch));
  }
}
