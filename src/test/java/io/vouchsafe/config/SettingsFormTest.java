package io.vouchsafe.config;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vouchsafe.key.SigningAlgorithm;
import io.vouchsafe.token.profile.RelyingParty;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file may hold under {@code vouchsafe}: names, values, and what must not be missing. */
class SettingsFormTest {
  private static final String ISSUER = "vouchsafe.issuers.default.issuer=https://id.example.com\n";

  @TempDir Path folder;

  private List<String> said(String content) throws IOException {
    return said(content, false);
  }

  private List<String> said(String content, boolean strict) throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), content);
    Faults faults =
        Configuration.check(
                new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .addDiscoveredInterceptors()
                    .addDiscoveredConverters()
                    .withSources(new PropertiesConfigSource(file.toUri().toURL(), 260))
                    .build(),
                false,
                strict)
            .faults();
    return faults.any()
        ? assertThrows(ConfigFaultsException.class, faults::refuse).faults().stream()
            .map(fault -> fault.toString().replace(file.toString(), "FILE"))
            .toList()
        : List.of();
  }

  @Test
  void everyTypeOfASettingHasAWord() {
    assertEquals(
        Set.of(
            Boolean.class,
            Duration.class,
            Instant.class,
            Integer.class,
            Long.class,
            MemorySize.class,
            Path.class,
            RelyingParty.class,
            RotationMode.class,
            SigningAlgorithm.class,
            SigningConfig.Verify.class,
            String.class,
            URI.class),
        KnownSettings.all().stream().map(KnownSetting::type).collect(toSet()),
        "SettingValue says what a value must be");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "keys.refresh=soon|must be a duration, such as 30s, 5m, 1h or 30d, not soon",
        "http.max-body=much|must be a size, such as 256K or 1M, not much",
        "http.max-tokens=1.5|must be a whole number, not 1.5",
        "http.rates.peer=99999999999999999999|must be a whole number, not 99999999999999999999",
        "keys.shared-cache=ja|must be true or false, not ja",
        "keys.shared-cache=|must not be empty",
        "rotation.mode=sometimes|must be one of off, on, only, once, not sometimes",
        "signing.verify=never|must be one of always, sampled, not never",
        "keys.refresh=|must not be empty",
        "keys.refresh=${NOBODY}|refers to a property that is not set: ${NOBODY}",
      })
  void aValueOfAnotherTypeIsRefused(String line, String reason) throws IOException {
    String name = "vouchsafe." + line.substring(0, line.indexOf('='));

    assertEquals(
        List.of(name + ": " + reason + " (FILE, line 3)"),
        said(ISSUER + "# a comment\nvouchsafe." + line));
  }

  @Test
  void elementsOfAListAreJudgedTogetherOrOneByOne() throws IOException {
    String algorithms = "vouchsafe.issuers.default.algorithms";

    assertEquals(
        List.of(algorithms + ": must be some of RS256, ES256, not RS256,HS256 (FILE, line 2)"),
        said(ISSUER + algorithms + "=RS256,HS256"));
    assertEquals(
        List.of(algorithms + "[1]: must be some of RS256, ES256, not HS256 (FILE, line 3)"),
        said(ISSUER + algorithms + "[0]=RS256\n" + algorithms + "[1]=HS256"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "FALSE", "yes", "no", "on", "off", "1", "0"})
  void whatIsTrueOrFalseIsTaken(String value) throws IOException {
    assertEquals(List.of(), said(ISSUER + "vouchsafe.keys.shared-cache=" + value));
  }

  @Test
  void aLongValueIsCut() throws IOException {
    String fault = said(ISSUER + "vouchsafe.keys.refresh=" + "x".repeat(1000)).getFirst();

    assertEquals(1, fault.lines().count());
    assertEquals(
        "vouchsafe.keys.refresh: must be a duration, such as 30s, 5m, 1h or 30d, not "
            + "xxxxxxxx.. (1000 characters) (FILE, line 2)",
        fault);
  }

  @Test
  void aKeyThatEndsAtAColonIsRefusedWithWhatToWrite() throws IOException {
    List<String> said =
        said(
            ISSUER + "vouchsafe.issuers.default.audiences.\"https://a.example\".algorithm=ES256\n");

    assertEquals(
        List.of(
            "vouchsafe.issuers.default.audiences.\"https: the name ends at a colon, where a"
                + " properties file begins the value; write \\: for a colon in a name, such as"
                + " audiences.\"https\\://vault.example.com\".max-ttl (FILE, line 2)"),
        said);
    assertEquals(
        List.of(),
        said(
            ISSUER
                + "vouchsafe.issuers.default.audiences.\"https\\://a.example\".algorithm=ES256\n"));
  }

  @Test
  void whatIsRequiredIsMissedWhereItsGroupBegins() throws IOException {
    assertEquals(
        List.of(
            "vouchsafe.issuers.default.brokers.b.subjects: is required, and is not set (FILE, line 3)",
            "vouchsafe.issuers.default.brokers.b.trusted-issuer: is required, and is not set (FILE, line 3)"),
        said(
            ISSUER
                + "\nvouchsafe.issuers.default.brokers.b.audiences=*\n"
                + "vouchsafe.issuers.default.brokers.b.attributes.org=*"));
  }

  @Test
  void aKeyThatStandsTwiceIsADoubt() throws IOException {
    String twice = ISSUER + "vouchsafe.keys.refresh=10s\n# again\nvouchsafe.keys.refresh : 20s\n";

    assertEquals(List.of(), said(twice));
    assertEquals(
        List.of(
            "vouchsafe.keys.refresh: stands twice in a file, and only the last holds (FILE, line 4)"),
        said(twice, true));
    assertEquals(List.of(), said(ISSUER + "vouchsafe.keys.refresh=10s", true));
  }
}
