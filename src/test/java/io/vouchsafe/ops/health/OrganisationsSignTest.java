package io.vouchsafe.ops.health;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.OrganisationsStage.workload;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy.Fault;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Health;
import io.vouchsafe.testing.Metrics;
import io.vouchsafe.testing.OrganisationsStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator hears that organisations get no token, though nobody asks for one. */
@QuarkusTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
class OrganisationsSignTest {
  private static final String READY = "vouchsafe_signing_ready{issuer=\"org\",role=\"ES256\"}";

  OrganisationsStage stage;

  @AfterEach
  void mend() {
    stage.vault().mend();
    eventually("it signs again", () -> new Health(stage).good());
  }

  private void inUse(String org) {
    stage.make(org);
    Client client = stage.client(org);
    eventually(org, () -> client.get("/.well-known/jwks.json").status() == 200);
    client.grant(workload(org));
  }

  private String signing() {
    return new Health(stage).signing().http().body();
  }

  private double ready() {
    return new Metrics(stage).value(READY);
  }

  @Test
  void thatTheKeysOfOrganisationsSignNothingIsSaid() {
    inUse("acme");
    eventually(this::signing, () -> signing().contains("org/acme: ES256"));
    assertTrue(ready() == 1, this::signing);

    stage.vault().breaks(path -> path.contains("/sign/org-"), Fault.answer(503, "{}"));

    eventually(this::signing, () -> ready() == 0);
    assertTrue(signing().contains("failing since"), this::signing);
  }

  @Test
  void aFaultOfOneOrganisationIsNoneOfAll() {
    inUse("one");
    inUse("two");
    String first = signing().contains("org/one") ? "one" : "two";

    stage
        .vault()
        .breaks(path -> path.contains("/sign/org-" + first + "-"), Fault.answer(404, "{}"));

    eventually(this::signing, () -> !signing().contains("org/" + first + ":"));
    assertTrue(ready() == 1, this::signing);
  }
}
