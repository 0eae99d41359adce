package io.vouchsafe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.vouchsafe.testing.Http;
import io.vouchsafe.testing.Ports;
import io.vouchsafe.testing.WorkloadProgram;
import io.vouchsafe.testing.WorkloadProgram.Ran;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code vouchsafe lint} of the packaged service. */
class LintIT {
  private final IssuerForWorkloads issuer = IssuerForWorkloads.shared();

  private static Ran lint(String... arguments) {
    List<String> line = new ArrayList<>(List.of("lint"));
    line.addAll(List.of(arguments));
    return WorkloadProgram.run(Map.of(), line.toArray(String[]::new));
  }

  /** How fast it answers is the machine's. */
  @Test
  void nothingIsFoundOfTheServiceButThatItIsOnLoopback() throws Exception {
    Ran ran = lint("--format", "json", issuer.url());

    assertEquals(1, ran.status(), ran::err);
    JsonNode findings = Http.JSON.readTree(ran.out()).path("findings");
    List<String> found = findings.findValuesAsText("finding");
    found.removeAll(List.of("slow", "slowish"));
    assertEquals(List.of("issuer-http", "issuer-port"), found, findings::toPrettyString);
  }

  @Test
  void aPathIsServedInBothForms() {
    Ran ran = lint("--for", "vault", issuer.url() + "/second");

    assertEquals(0, ran.status(), () -> ran.out() + ran.err());
    assertTrue(ran.out().contains("vault          yes"), ran::out);
  }

  @Test
  void anotherIssuerAtTheSameAddressIsNotTheOne() {
    String address = issuer.url().substring("http://".length());
    Ran ran = lint("--connect-to", "http://" + address, "https://id.example.com");

    assertEquals(1, ran.status(), ran::err);
    assertTrue(ran.out().contains("discovery-issuer"), ran::out);
    assertTrue(ran.out().contains("is of another issuer, " + issuer.url()), ran::out);
  }

  @Test
  void whereNobodyListensItEndsWithThree() {
    assertEquals(3, lint("--wait", "1s", "http://localhost:" + Ports.one()).status());
    assertEquals(2, lint("--wait", "soon", issuer.url()).status());
  }
}
