package io.vouchsafe.app;

import static io.vouchsafe.testing.StartSettings.ISSUER;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vouchsafe.config.ConfigFault;
import io.vouchsafe.signing.SigningRegions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the other regions' settings stops the start, with the setting and the reason. */
class RegionSettingsTest extends JudgedStart {
  private static final String HOME = "vouchsafe.vault.region";
  private static final String X = "vouchsafe.vault.regions.x.";

  private void assertFault(String property, String reason) {
    List<ConfigFault> faults = faults();

    assertEquals(List.of(property), faults.stream().map(ConfigFault::property).toList());
    String said = faults.getFirst().message();
    assertTrue(said.contains(reason), said);
  }

  @Test
  void aRegionStandsBesideHome() {
    settings.besideARegion().with(HOME, "eu").with(X + "sign", "true");

    assertDoesNotThrow(() -> check());
  }

  @ParameterizedTest
  @ValueSource(strings = {"EU", "eu_1", "-eu", "eu-", "e u"})
  void homeHasANameOfADnsLabel(String name) {
    settings.besideARegion().with(HOME, name);

    assertFault(HOME, "lower-case letters, digits and hyphens");
  }

  @Test
  void homeIsNotListed() {
    settings.besideARegion().with(HOME, "x");

    assertFault("vouchsafe.vault.regions.x", "is home");
  }

  @Test
  void aRegionIsNotHomesVault() {
    settings.besideARegion().with(X + "url", settings.properties().get("quarkus.vault.url"));

    assertFault(X + "url", "is the Vault of home");
  }

  @Test
  void aRegionIsNotHomesVaultHoweverItsUrlIsSpelled() {
    String home = settings.properties().get("quarkus.vault.url");
    settings.besideARegion().with(X + "url", home.replace("vault", "VAULT") + "/");

    assertFault(X + "url", "is the Vault of home");
  }

  @Test
  void twoRegionsAreNotOneVault() {
    settings
        .besideARegion()
        .with("vouchsafe.vault.regions.y.url", settings.properties().get(X + "url"))
        .with("vouchsafe.vault.regions.y.authentication.client-token", "not-a-token");

    assertEquals(1, faults().size());
    assertTrue(faults().getFirst().message().contains("is the Vault of"), faults()::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "url, https://user:geheim@vault.example.com, must be an https or http URL",
    "url, ftp://vault.example.com, must be",
    "url, http://vault.example.com:8200, vouchsafe.vault.allow-http",
    "mount, /transit/, must be a path",
    "namespace, 'a b', 'namespace'",
    "tls.ca-cert, /nowhere/ca.pem, ca.pem",
    "tls.skip-verify, true, vouchsafe.vault.allow-skip-verify",
    "order, -1, 0 or more",
    "revocation-mount, revoked, needs vouchsafe.caller.revocation.mount",
  })
  void whatCannotWorkIsNamed(String setting, String value, String reason) {
    settings.besideARegion().with(X + setting, value);

    assertFault(X + setting, reason);
  }

  @Test
  void aRegionNeedsALogin() {
    settings.besideARegion().without(X + "authentication");

    List<ConfigFault> faults = faults();

    assertEquals(1, faults.size());
    assertTrue(faults.getFirst().message().contains(X + "authentication"), faults::toString);
  }

  @ParameterizedTest
  @CsvSource({"sub, registered claim", "Region, at most 64", "org, is an attribute"})
  void aRegionClaimIsNoOtherClaim(String name, String reason) {
    settings.with(ISSUER + "region-claim", name);

    assertFault(ISSUER + "region-claim", reason);
  }

  private void besideARegion(String name) {
    String region = "vouchsafe.vault.regions." + name + ".";
    settings
        .with(region + "url", "https://vault.%s.example:8200".formatted(name))
        .with(region + "authentication.client-token", "not-a-token");
  }

  @Test
  void regionsThatMaySignAreTriedInTheirOrderAfterHome() {
    List.of("v", "w", "y", "z").forEach(this::besideARegion);
    settings
        .besideARegion()
        .with("vouchsafe.vault.regions.v.order", "2")
        .with("vouchsafe.vault.regions.v.sign", "true")
        .with("vouchsafe.vault.regions.w.order", "1")
        .with("vouchsafe.vault.regions.w.sign", "true")
        .with("vouchsafe.vault.regions.y.order", "1")
        .with("vouchsafe.vault.regions.y.sign", "true")
        .with("vouchsafe.vault.regions.z.sign", "true")
        .with(X + "sign", "false");

    assertEquals(
        List.of("home", "z", "w", "y", "v"),
        part(SigningRegions.class).all().stream().map(it -> it.region().name()).toList());
  }

  @Test
  void aRegionSignsNothingUnlessItIsSaid() {
    settings.besideARegion();

    assertEquals(1, part(SigningRegions.class).all().size());
  }

  @Test
  void aRegionHasMountsOfItsOwnAndElseThoseOfHome() {
    besideARegion("y");
    settings
        .besideARegion()
        .with("vouchsafe.transit.mount", "transit-home")
        .with("vouchsafe.caller.revocation.mount", "revoked-home")
        .with(X + "mount", "transit-x")
        .with(X + "revocation-mount", "revoked-x");

    assertEquals(
        List.of("transit-x revoked-x", "transit-home revoked-home"),
        part(Settings.class).otherRegions().stream()
            .map(it -> it.transit().mount() + " " + it.revocation().orElseThrow().mount())
            .toList());
  }
}
