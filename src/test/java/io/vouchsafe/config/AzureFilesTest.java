package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is legal and unwise of an audience whose tokens an SDK of Azure reads from a file. */
class AzureFilesTest {
  private static final String ISSUER = "vouchsafe.issuers.default.";
  private static final String AUDIENCE = ISSUER + "audiences.\"a\".";

  private final Map<String, String> settings =
      new HashMap<>(
          Map.of(
              ISSUER + "issuer", "https://id.example.com",
              ISSUER + "brokers.b.trusted-issuer", "t",
              ISSUER + "brokers.b.subjects", "b",
              ISSUER + "brokers.b.audiences", "*",
              ISSUER + "brokers.b.attributes.org", "*",
              ISSUER + "brokers.b.attributes.app", "*",
              ISSUER + "brokers.b.attributes.deployment", "*",
              AUDIENCE + "profile", "azure",
              AUDIENCE + "subject", "deployment:{org}/{app}"));

  private List<String> warnings() {
    Faults faults = CheckedSettings.faults(settings, Map.of());
    faults.refuse();
    return faults.warnings().stream().map(ConfigFault::property).toList();
  }

  @Test
  void aLifeOfLessThan50MinutesIsAWarning() {
    settings.put(AUDIENCE + "max-ttl", "50m");
    assertEquals(List.of(), warnings());
    settings.put(AUDIENCE + "max-ttl", "49m");
    assertEquals(List.of(AUDIENCE + "max-ttl"), warnings());
    settings.remove(AUDIENCE + "max-ttl");
    settings.put(AUDIENCE + "default-ttl", "5m");
    assertEquals(List.of(AUDIENCE + "default-ttl"), warnings());
    settings.put(AUDIENCE + "profile", "aws");
    assertEquals(List.of(), warnings());
  }

  @Test
  void aSubjectThatNamesAReleaseIsAWarning() {
    settings.remove(AUDIENCE + "subject");
    assertEquals(List.of(AUDIENCE + "subject"), warnings());
    settings.put(ISSUER + "subject", "deployment:{org}/{app}");
    assertEquals(List.of(), warnings());
  }
}
