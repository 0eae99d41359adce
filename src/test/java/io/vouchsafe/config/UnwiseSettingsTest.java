package io.vouchsafe.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is legal and unwise, and files that would be left out without a word. */
class UnwiseSettingsTest {
  private static final String ISSUER = "vouchsafe.issuers.default.issuer";
  private static final String LOCATIONS = "quarkus.config.locations";

  @TempDir Path folder;

  private static Faults faults(String name, String value) {
    return Configuration.check(
            new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(Map.of(name, value), "test", 100))
                .build(),
            false,
            false)
        .faults();
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.vault.url, http://vault.example.com:8200",
    "quarkus.vault.tls.skip-verify, true",
    "vouchsafe.http.proxies, '10.0.0.0/8,0.0.0.0/0'",
    "vouchsafe.http.proxies, ::/0",
    ISSUER + ", https://id.example.com:8443",
    ISSUER + ", http://id.example.com",
  })
  void whatIsUnwiseIsAWarningAndNoFault(String name, String value) {
    Faults faults = faults(name, value);

    assertEquals(List.of(name), faults.warnings().stream().map(ConfigFault::property).toList());
    faults.refuse();
  }

  @ParameterizedTest
  @CsvSource({
    "quarkus.vault.url, https://vault.example.com:8200",
    "quarkus.vault.url, http://127.0.0.1:8200",
    "quarkus.vault.tls.skip-verify, false",
    "vouchsafe.http.proxies, 10.0.0.0/8",
    ISSUER + ", https://id.example.com",
    ISSUER + ", http://localhost:8080",
  })
  void whatIsUsualIsNone(String name, String value) {
    assertEquals(List.of(), faults(name, value).warnings());
  }

  private static List<String> said(String locations) {
    Faults faults = faults(LOCATIONS, locations);
    try {
      faults.refuse();
      return List.of();
    } catch (ConfigFaultsException refusal) {
      return refusal.faults().stream().map(ConfigFault::message).toList();
    }
  }

  @Test
  void aFileThatIsNotReadIsAFault() throws Exception {
    Path good = Files.writeString(folder.resolve("good.properties"), "");
    Path yaml = Files.writeString(folder.resolve("other.yaml"), "");
    Path none = folder.resolve("none.properties");

    assertEquals(List.of(), said(good + "," + folder + "," + good.toUri()));
    assertEquals(
        List.of(
            LOCATIONS + ": there is no file " + none + " that could be read",
            LOCATIONS + ": " + yaml + " is not read, since its name does not end in .properties"),
        said(good + "," + none + "," + yaml));
  }
}
