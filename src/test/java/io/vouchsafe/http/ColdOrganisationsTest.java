package io.vouchsafe.http;

import static io.vouchsafe.testing.Eventually.eventually;
import static io.vouchsafe.testing.OrganisationsStage.workload;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vouchsafe.testing.BreakingProxy;
import io.vouchsafe.testing.Client;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Http.Answer;
import io.vouchsafe.testing.OrganisationsStage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the keys of an organisation are read, and what whoever asks for it gets until then. */
@QuarkusTest
@QuarkusTestResource(value = OrganisationsStage.class, restrictToAnnotatedClass = true)
class ColdOrganisationsTest {
  private static final String JWKS = "/.well-known/jwks.json";

  OrganisationsStage stage;

  @AfterEach
  void mend() {
    stage.vault().mend();
  }

  @Test
  void aCallWithoutCredentialsReadsNoKeys() {
    stage.make("unasked");
    Client client = stage.listed("unasked");

    assertEquals(401, client.get("/id-token?audience=a").status());
    assertEquals(405, client.get("/grants").status());
    assertEquals(204, client.call("OPTIONS", JWKS, null).status());
    assertEquals(List.of(), stage.vault().seen(path -> path.contains("unasked")));
  }

  @Test
  void aColdOrganisationIsAnsweredWhenItsKeysAreRead() {
    stage.make("cold");
    Client cold = stage.listed("cold");
    stage
        .vault()
        .breaks(
            path -> path.contains("org-cold-es256"),
            BreakingProxy.Fault.delay(Duration.ofMillis(300)));

    Answer answer = cold.get(JWKS);

    assertEquals(200, answer.status(), answer.body()::toString);
    assertEquals(2, answer.body().path("keys").size());
    assertEquals(1, stage.vault().seen(path -> path.contains("org-cold-es256")).size());
  }

  /** Those that are read before it take longer than anybody waits. */
  @Test
  void whoeverHasWaitedLongEnoughIsToldToComeAgain() {
    String grant = stage.made("warm").grant(workload("warm"));
    List<String> slow = IntStream.range(0, 48).mapToObj("slow-%d"::formatted).toList();
    List<String> all = new ArrayList<>(slow);
    all.addAll(List.of("late", "later"));
    stage.makeAll(all);
    Client late = stage.listed("late");
    Client later = stage.listed("later");
    stage
        .vault()
        .breaks(
            path -> path.contains("org-slow-"), BreakingProxy.Fault.delay(Duration.ofSeconds(5)));
    slow.forEach(org -> assertEquals(200, keysOf(org).status()));

    assertComeAgain(late.get(JWKS));
    assertEquals(List.of(), stage.vault().seen(path -> path.contains("org-late-")));
    assertComeAgain(later.idToken(grant, "a"));
    assertEquals(List.of(), stage.vault().seen(path -> path.contains("org-later-")));

    stage.vault().mend();
    eventually("late", () -> late.get(JWKS).status() == 200);
    eventually("later", () -> later.idToken(grant, "a").status() == 401);
  }

  /** Has it read by somebody who does not wait. */
  private Answer keysOf(String org) {
    return Http.get(stage.managementUrl() + "/keys?org=" + org);
  }

  private static void assertComeAgain(Answer answer) {
    assertEquals(503, answer.status(), answer::toString);
    assertEquals("application/problem+json", answer.header("Content-Type"));
    assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1, answer::toString);
  }

  /** Nobody asks for it meanwhile but for its documents, which come from memory. */
  @Test
  void theKeysOfOneInUseAreKeptFresh() {
    Client fresh = stage.made("fresh");
    String before = fresh.get(JWKS).http().body();

    stage.bao().rotate("org-fresh-rs256");

    eventually("its new version", () -> fresh.get(JWKS).body().path("keys").size() == 3);
    assertFalse(before.equals(fresh.get(JWKS).http().body()));
  }
}
